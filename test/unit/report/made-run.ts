import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSpec } from '../../../src/spec/load.js';
import { specDigest } from '../../../src/spec/identity.js';
import { serializeSpec } from '../../../src/spec/resolved.js';

export const HEADER =
  'iteration,split,loss,accuracy,top5,learning_rate,dropin_p,images_per_second,elapsed_s\n';

export interface MadeRun {
  readonly root: string;
  readonly id: string;
  readonly seed?: number;
  readonly status?: string;
  readonly scale?: number;
  readonly record?: Readonly<Record<string, unknown>>;
  /** Test accuracies (fractions) at equal steps; the last one is at the end. */
  readonly accuracies: readonly number[];
}

/** Makes a run folder with known numbers, for a spec in configs/ or at a path. */
export function makeRun(run: MadeRun & { config: string; set?: readonly string[] }): string {
  const { seed = 1, scale, set = [], config } = run;
  const file = config.includes('/') ? config : `configs/${config}.yaml`;
  const { spec } = loadSpec(file, { seed, scale, set });
  const command = ['run', file, ...set.flatMap((one) => ['--set', one]), '--seed', `${seed}`];
  if (scale !== undefined) command.push('--scale', `${scale}`);
  return write(run, serializeSpec(spec), spec.solver.iterations, { spec_digest: specDigest(spec), command });
}

function write(
  { root, id, seed = 1, status = 'finished', accuracies, record = {} }: MadeRun,
  spec: string,
  iterations: number,
  { spec_digest, command = [] }: { spec_digest?: string; command?: readonly string[] },
): string {
  const folder = join(root, id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'spec.yaml'), spec);
  const provenance = {
    git: null,
    tensorflow: '2.21.0',
    device: 'cpu',
    cpu: 'Some CPU',
    platform: 'linux-x64',
    data_digest: 'd'.repeat(64),
    command,
  };
  const run = { format: 1, status, seed, spec_digest, provenance, ...record };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  writeFileSync(join(folder, 'curve.csv'), curve(accuracies, iterations));
  return folder;
}

/** curve.csv with a test row at equal steps, from step 1. */
function curve(accuracies: readonly number[], iterations: number): string {
  const rows = accuracies.map((accuracy, i) => {
    const iteration = Math.round(((i + 1) * iterations) / accuracies.length);
    return `${iteration},test,0.5,${accuracy},,,,100.0,${iteration}.000\n`;
  });
  return HEADER + rows.join('');
}
