import { parse, stringify } from 'yaml';
import { specSchema } from '../../spec/schema/spec.js';
import { isPlain, listAt, numberAt, type Plain } from '../../common/plain.js';
import { traitsOf, type Traits } from './traits.js';

export interface SpecText {
  readonly plain: Plain;
  readonly traits: Traits;
  readonly seed: number | undefined;
}

const MOST_LAYERS = 20_000;
const SEED = /^seed: (\d+)$/m;

/** Reads the resolved specs of runs; those of a sweep differ in their seed alone, and are parsed once. */
export class SpecTexts {
  private readonly parsed = new Map<string, { plain: Plain; traits: Traits }>();

  /** @throws {Error} if the text is not a YAML mapping. */
  read(text: string): SpecText {
    const seed = SEED.exec(text)?.[1];
    const key = text.replace(SEED, 'seed: 0');
    let found = this.parsed.get(key);
    if (found === undefined) {
      const plain: unknown = parse(key);
      if (!isPlain(plain)) throw new Error('expected a mapping');
      expectSize(plain);
      const filled = withDefaults(plain);
      found = { plain: filled, traits: traitsOf(filled) };
      this.parsed.set(key, found);
    }
    return { ...found, seed: seed === undefined ? undefined : Number(seed) };
  }
}

/** A few characters can stand for millions of layers. */
function expectSize(plain: Plain): void {
  const entries = listAt(plain, 'network');
  const layers = entries.reduce<number>((sum, entry) => sum + 1 + (numberAt(entry, 'block', 'added') ?? 0), 0);
  if (layers <= MOST_LAYERS) return;
  throw new Error(`it has ${layers.toLocaleString('en')} layers, and at most ${MOST_LAYERS} are read`);
}

/** A spec resolved before a field existed has that field’s default, which says what the program did then. */
function withDefaults(plain: Plain): Plain {
  const result = specSchema.safeParse(plain);
  // Without the fields that are left out: the reference spec has gone through YAML, which has no such fields either.
  return result.success ? (parse(stringify(result.data)) as Plain) : plain;
}
