/** `5.6 MB` (decimal units). */
export function formatBytes(bytes: number): string {
  return `${scaled(bytes)}B`;
}

/** `431.1 k`, `2.3 M`, `15.5 G`. */
export function formatCount(count: number): string {
  return scaled(count).trimEnd();
}

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

function scaled(value: number): string {
  let rest = value;
  let step = 0;
  while (rest >= 999.95 && step < PREFIXES.length - 1) {
    rest /= 1000;
    step += 1;
  }
  return `${step === 0 ? rest : rest.toFixed(1)} ${PREFIXES[step]!}`;
}

/** 0.98712 → `98.71%` */
export function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)}%`;
}

/** 3723 (seconds) → `1 h 2 min 3 s` */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts = [h > 0 ? `${h} h` : '', h > 0 || min > 0 ? `${min} min` : '', `${s} s`];
  return parts.filter((part) => part !== '').join(' ');
}

/** The time left until the last iteration: `3 min 0 s`; `at most 3 min 0 s` if a run may stop early. */
export function formatTimeLeft(seconds: number, mayStopEarly: boolean): string {
  return `${mayStopEarly ? 'at most ' : ''}${formatDuration(seconds)}`;
}

/** `1 run`, `1,200 runs`, `2 classes`. */
export function plural(count: number, singular: string, pluralForm = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : pluralForm}`;
}
