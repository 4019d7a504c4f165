import { parse, stringify } from 'yaml';
import { parseResolved } from '../../spec/resolved.js';
import { specSchema } from '../../spec/schema/spec.js';
import { listAt, numberAt, type Plain } from '../../common/plain.js';
import { traitsOf, type Traits } from './traits.js';

export interface SpecText {
  readonly plain: Plain;
  readonly traits: Traits;
  readonly seed: number | undefined;
}

const MOST_LAYERS = 20_000;
const SEED = /^seed: (\d+)$/m;

/** Reads the resolved specs of runs. Those of a sweep differ only in their seed and are parsed once. */
export class SpecTexts {
  private readonly parsed = new Map<string, { plain: Plain; traits: Traits }>();

  /** @throws {Error} as `parseResolved`, and for too many layers. */
  read(text: string): SpecText {
    const seed = SEED.exec(text)?.[1];
    const key = text.replace(SEED, 'seed: 0');
    let found = this.parsed.get(key);
    if (found === undefined) {
      const plain = parseResolved(key);
      expectSize(plain);
      const filled = withDefaults(plain);
      found = { plain: filled, traits: traitsOf(filled) };
      this.parsed.set(key, found);
    }
    return { ...found, seed: seed === undefined ? undefined : Number(seed) };
  }
}

/** Guards against a few characters that expand to millions of layers. */
function expectSize(plain: Plain): void {
  const entries = listAt(plain, 'network');
  const layers = entries.reduce<number>((sum, entry) => sum + 1 + (numberAt(entry, 'block', 'added') ?? 0), 0);
  if (layers <= MOST_LAYERS) return;
  throw new Error(`it has ${layers.toLocaleString('en')} layers; at most ${MOST_LAYERS} are supported`);
}

/** Fills in fields that did not exist when a spec was resolved. Their defaults describe what the program did then. */
function withDefaults(plain: Plain): Plain {
  const result = specSchema.safeParse(plain);
  // Drops undefined fields: the reference spec went through YAML, which has none either.
  return result.success ? (parse(stringify(result.data)) as Plain) : plain;
}
