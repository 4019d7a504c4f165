/** `5.6 MB` (decimal units). */
export function humanBytes(bytes: number): string {
  return `${scaled(bytes, ['', 'k', 'M', 'G', 'T'])}B`;
}

/** `431.1 k`, `2.3 M`, `15.5 G`. */
export function humanCount(count: number): string {
  return scaled(count, ['', 'k', 'M', 'G', 'T']).trimEnd();
}

function scaled(value: number, prefixes: readonly string[]): string {
  let rest = value;
  let step = 0;
  while (rest >= 999.95 && step < prefixes.length - 1) {
    rest /= 1000;
    step += 1;
  }
  return `${step === 0 ? rest : rest.toFixed(1)} ${prefixes[step]!}`;
}
