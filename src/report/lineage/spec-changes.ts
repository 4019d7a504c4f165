import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSpec, type Overrides } from '../../spec/load.js';
import { specDigest } from '../../spec/identity.js';
import type { Spec } from '../../spec/schema/spec.js';
import type { RunFacts } from '../../run/run-facts.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Reads a run's spec file again as its command line did, and compares what it says now with what was run. */
export class SpecChanges {
  private readonly loaded = new Map<string, Spec | undefined>();

  /** Undefined: the command line, or the file that it names, is not there to compare with. */
  since({ command, specDigest: recorded, seed }: RunFacts, digest: string | undefined): boolean | undefined {
    const [name, file] = command;
    if (name !== 'run' || file === undefined || recorded === undefined || seed === undefined)
      return undefined;
    const args = command.slice(1);
    const key = JSON.stringify(args.map((arg, i) => (args[i - 1] === '--seed' ? '' : arg)));
    if (!this.loaded.has(key)) this.loaded.set(key, load(file, args.slice(1)));
    const spec = this.loaded.get(key);
    return spec === undefined ? undefined : specDigest({ ...spec, seed }) !== digest;
  }
}

function load(file: string, args: readonly string[]): Spec | undefined {
  const path = [resolve(ROOT, file), resolve(file)].find((candidate) => existsSync(candidate));
  const overrides = overridesIn(args);
  if (path === undefined || overrides === undefined) return undefined;
  try {
    return loadSpec(path, overrides).spec;
  } catch {
    return undefined;
  }
}

/** The overrides of `dropin run`; undefined for a command line with anything else that might change the spec. */
function overridesIn(args: readonly string[]): Overrides | undefined {
  const set: string[] = [];
  const numbers: { seed?: number; scale?: number; iterations?: number } = {};
  for (let i = 0; i < args.length; i += 2) {
    const [option, value = ''] = args.slice(i, i + 2);
    if (option === '--set') set.push(value);
    else if (option === '--seed' || option === '--scale' || option === '--iterations') {
      numbers[option.slice(2) as keyof typeof numbers] = Number(value);
    } else if (option === '--fresh') i -= 1;
    else if (option !== '--out' && option !== '--device') return undefined;
  }
  return { set, ...numbers };
}
