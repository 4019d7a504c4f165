import type { DataFingerprint, Fingerprint, Numerics } from './fingerprint.js';

/** What has changed between two starts of a run, in lines such as `threads 2 → 1`. */
export interface FingerprintDifferences {
  /** The run would continue with other images. */
  readonly data: readonly string[];
  /** The run would start with other weights. */
  readonly initFrom: readonly string[];
  /** The last bits of later results may change. */
  readonly bits: readonly string[];
}

export function fingerprintDifferences(before: Fingerprint, now: Fingerprint): FingerprintDifferences {
  return {
    data: dataDifferences(before.data, now.data),
    initFrom: before.init_from === undefined ? [] : fields(before.init_from, now.init_from ?? {}),
    bits: [
      ...(before.graph === undefined || now.graph === undefined
        ? []
        : change('compiled graph', short(before.graph), short(now.graph))),
      ...fields(before.code, now.code),
      ...numericDifferences(before.numerics, now.numerics),
    ],
  };
}

/** Differences between two data sets. Names are not compared: the same images from another folder or shards are equal. */
export function dataDifferences(before: DataFingerprint, now: DataFingerprint): string[] {
  return [
    ...change('format', before.format, now.format),
    ...change('training images', before.train, now.train),
    ...change('test images', before.test, now.test),
    ...change('image size', before.image.join('×'), now.image.join('×')),
    ...change('classes', before.classes, now.classes),
    ...change('pixel decoding version', before.pixels, now.pixels),
    ...change('contents', short(before.digest), short(now.digest)),
  ];
}

function numericDifferences(before: Numerics, now: Numerics): string[] {
  const { environment: variables, cpu_flags: flags, ...plain } = before;
  const { environment: variablesNow, cpu_flags: flagsNow, ...plainNow } = now;
  return [
    ...fields(plain, plainNow),
    ...fields(variables, variablesNow),
    ...flagDifferences(flags, flagsNow),
  ];
}

/** `CPU flags −avx512f +amx_tile` */
function flagDifferences(before: string, now: string): string[] {
  const [old, current] = [before.split(' '), now.split(' ')];
  const removed = old.filter((flag) => !current.includes(flag)).map((flag) => `−${flag}`);
  const added = current.filter((flag) => !old.includes(flag)).map((flag) => `+${flag}`);
  return removed.length + added.length === 0 ? [] : [`CPU flags ${[...removed, ...added].join(' ')}`];
}

type Fields = Readonly<Record<string, string | number | undefined>>;

export function fields(before: Fields, now: Fields): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].flatMap((name) => change(inWords(name), before[name], now[name]));
}

/** `image_order` → `image order`; names of environment variables do not change. */
function inWords(name: string): string {
  return name === name.toUpperCase() ? name : name.replaceAll('_', ' ');
}

function change(
  name: string,
  before: string | number | undefined,
  now: string | number | undefined,
): string[] {
  return before === now ? [] : [`${name} ${before ?? 'unset'} → ${now ?? 'unset'}`];
}

/** The first digits of a digest, enough to distinguish two. */
function short(digest: string): string {
  return digest.slice(0, 12);
}
