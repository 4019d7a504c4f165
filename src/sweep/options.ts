import type { Length } from '../spec/schema/sweep.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** Parses `1000,2500,none`. */
export function parseLengths(text: string): Length[] {
  return text.split(',').map((item) => {
    const length = item.trim();
    if (length === 'none') return length;
    if (/^\d{1,15}$/.test(length)) return Number(length);
    throw new DropinError(
      `--lengths ${text}: expected iterations or none, separated by commas, found ${JSON.stringify(length)}`,
      EXIT.USAGE,
    );
  });
}

/** Values of one field. */
export interface GridAxis {
  readonly path: string;
  /** As YAML. */
  readonly values: readonly string[];
}

/** Parses `solver.base_lr=0.01,0.001`. Commas inside brackets and quotes belong to a value. */
export function parseGrid(text: string): GridAxis {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new DropinError(
      `--grid ${text}: expected path=value,value, found no ${equals < 0 ? '"="' : 'path'}`,
      EXIT.USAGE,
    );
  }
  const values = splitValues(text.slice(equals + 1));
  if (values.includes(''))
    throw new DropinError(`--grid ${text}: expected a value, found nothing`, EXIT.USAGE);
  return { path: text.slice(0, equals), values };
}

const OPENING = '[{';
const CLOSING = ']}';

function splitValues(text: string): string[] {
  const values = [''];
  let depth = 0;
  let quote = '';
  for (const char of text) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (OPENING.includes(char)) depth++;
    else if (CLOSING.includes(char)) depth--;
    if (char === ',' && depth === 0 && quote === '') values.push('');
    else values.push(`${values.pop() ?? ''}${char}`);
  }
  return values.map((value) => value.trim());
}
