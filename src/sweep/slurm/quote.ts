import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The text quoted as one word of bash, on one line. */
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
 * A line `#SBATCH --name=value`. Slurm splits the value at spaces and interprets quotes, backslashes and #.
 *
 * @throws {DropinError} exit code 2, where the value has a line break or another control character.
 */
export function directive(name: string, value: string): string {
  if (CONTROL.test(value)) {
    throw new DropinError(
      `--launcher slurm: ${name} ${JSON.stringify(value)} has a line break or another control character, ` +
        'which a batch script cannot hold',
      EXIT.USAGE,
    );
  }
  return `#SBATCH --${name}=${/[\s"'\\#]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`;
}
