// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes text from a file safe to print: replaces control characters and characters that change the writing direction, which
 * could otherwise control the terminal, by `�`, and each tab by a space.
 */
export function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(UNSAFE, '�');
}

/** A value for a message: compact JSON of at most 60 characters; `nothing` for undefined. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
