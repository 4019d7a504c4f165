// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Control characters, and those that turn the direction of writing, would let a file's content steer the terminal: they
 * become `�`, and tabs one space.
 */
export function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(STEERING, '�');
}

/** A value as a message shows it: compact JSON, at most 60 characters; `nothing` where there is none. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
