import { groupBy } from '../../common/group-by.js';
import { leaves } from '../../common/leaves.js';
import { numberAt, textAt, type Plain } from '../../common/plain.js';
import type { Run } from '../results/run.js';

/** A setting that differs between runs of the same spec. */
export interface Varied {
  /** `base_lr`, `dropin.length` */
  readonly field: string;
  /** Empty if the run’s spec lacks it. */
  readonly value: string;
}

/** The name of a run for the reader. */
export interface RunName {
  /** The spec's name. */
  readonly spec: string;
  /** Settings that differ from the other runs of the spec, besides the seed. */
  readonly varied: readonly Varied[];
  readonly seed: number;
  /** `my-net, base_lr 0.01, seed 2`; with the folder if two runs would have the same name. */
  readonly text: string;
}

/** Fields that name or log a run, or only give locations. */
const NO_SETTING =
  /^(name|description|paper\.|notes\.|sweep\.|seed$|display|norms\.|checkpoint\.|dataset\.root|test\.batch)/;
/** Most settings in a name. */
const NAMED = 3;

/** Names all runs. Runs of one spec and scale are distinguished by the settings in which they differ and by their seeds. */
export function nameRuns(runs: readonly Run[]): ReadonlyMap<string, RunName> {
  const groups = groupBy(runs, (run) => `${specName(run)} ${run.record.scale ?? 1}`);
  const names = [...groups.values()].flatMap(nameGroup);
  const counts = new Map<string, number>();
  for (const [, { text }] of names) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map(
    names.map(([id, name]) => [
      id,
      counts.get(name.text) === 1 ? name : { ...name, text: `${name.text} (${id})` },
    ]),
  );
}

function specName({ id, spec }: Run): string {
  return textAt(spec, 'name') ?? id;
}

function nameGroup(runs: readonly Run[]): readonly [string, RunName][] {
  const settings = new Map<Plain, ReadonlyMap<string, unknown>>();
  for (const run of runs) if (!settings.has(run.spec)) settings.set(run.spec, settingsOf(run.spec));
  const fields = varyingFields([...settings.values()]);
  const data = new Set(runs.map(({ record }) => record.dataDigest));
  return runs.map((run) => {
    const own = settings.get(run.spec)!;
    const varied = fields.map((path) => ({ field: shortPath(path), value: show(own.get(path)) }));
    if (data.size > 1)
      varied.push({ field: 'data', value: run.record.dataDigest?.slice(0, 8) ?? 'not recorded' });
    const spec = specName(run);
    const { scale } = run.record;
    const words = varied.filter(({ value }) => value !== '').map(({ field, value }) => `${field} ${value}`);
    const shown =
      words.length > NAMED + 1 ? [...words.slice(0, NAMED), `${words.length - NAMED} more`] : words;
    const scaled = scale === undefined || scale === 1 ? [] : [`scaled by ${scale}`];
    const text = [spec, ...scaled, ...shown, `seed ${run.seed}`].join(', ');
    return [run.id, { spec, varied, seed: run.seed, text }];
  });
}

function settingsOf(spec: Plain): ReadonlyMap<string, unknown> {
  return new Map([...leaves(spec)].filter(([path]) => !NO_SETTING.test(path)));
}

/** The settings that differ between the specs, in file order. */
function varyingFields(settings: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  const paths = new Set(settings.flatMap((one) => [...one.keys()]));
  return [...paths].filter((path) => settings.some((one) => one.get(path) !== settings[0]!.get(path)));
}

/** `solver.base_lr` → `base_lr`, `network.3.block.added` → `block.added` */
function shortPath(path: string): string {
  return path.replace(/^(solver|transform|defaults)\./, '').replace(/^network\.\d+\./, '');
}

function show(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** The spec’s number of iterations; undefined if it gives none. */
export function iterationsOf(run: Run): number | undefined {
  return numberAt(run.spec, 'solver', 'iterations');
}
