import { DropinError } from '../../common/errors.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Text as one word of bash, on one line. */
export function bashWord(text: string): string {
  if (/^[\w./@%+=:-]+$/.test(text)) return text;
  if (!CONTROL.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, '\\$&').replace(new RegExp(CONTROL, 'g'), hex);
  return `$'${escaped}'`;
}

function hex(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/**
 * A line `#SBATCH --name=value`, whose value Slurm splits at spaces, and in which it reads quotes, backslashes and #.
 *
 * @throws {DropinError} exit code 2, where the value has a line break or another control character, which no directive can hold.
 */
export function directive(name: string, value: string): string {
  if (CONTROL.test(value)) {
    throw new DropinError(
      `--launcher slurm: ${name} ${JSON.stringify(value)} has a line break or another control character, ` +
        'which a batch script cannot pass on',
      2,
    );
  }
  return `#SBATCH --${name}=${/[\s"'\\#]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`;
}
