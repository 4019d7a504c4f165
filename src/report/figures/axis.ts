import { findDescriptor, completeDescriptor } from '../../spec/descriptor.js';
import { specSchema, type Spec } from '../../spec/schema/spec.js';
import type { Plain } from '../../common/plain.js';
import { buildNetwork } from '../../network/build.js';
import type { Network } from '../../network/layer.js';
import { multiplyAddsBy } from '../../network/multiply-adds.js';
import { schedulesEnd, withStarts } from '../../network/scheduled.js';
import { dropInProgress, type DropInProgress } from '../../train/dropin.js';
import type { AxisName } from '../paper/part-schema.js';
import type { Run } from '../results/run.js';

/** How an axis is drawn. */
export interface AxisStyle {
  readonly title: string;
  /** Before a position under the pointer. */
  readonly short: string;
  /** Vega’s format of its numbers; undefined for one that depends on the width. */
  readonly format: string | undefined;
  /** Where it ends, if it always ends there. */
  readonly end: number | undefined;
}

export const AXIS_STYLES: Readonly<Record<AxisName, AxisStyle>> = {
  iterations: { title: 'Iteration', short: 'Iteration', format: undefined, end: undefined },
  p: { title: 'p, the mean over the DropIns', short: 'p =', format: '.1f', end: 1 },
  'multiply-adds': {
    title: 'Multiply-adds of the forward passes, of units that take part',
    short: 'Multiply-adds',
    format: '~s',
    end: undefined,
  },
  units: { title: 'Units that dropout keeps (%)', short: 'Units kept (%)', format: 'd', end: 100 },
};

/** Whether lines end at the end of training, so that a final accuracy is next to it. */
export function endsAtFinal(axis: AxisName): boolean {
  return axis === 'iterations' || axis === 'multiply-adds';
}

/** The position on an axis after a number of iterations, which must not fall from call to call. */
export type Position = (iteration: number) => number;

/** The positions of a run; undefined if its spec cannot be read, or has nothing that the axis shows. */
export function positionOf(run: Run, axis: AxisName): Position | undefined {
  if (axis === 'iterations') return (iteration) => iteration;
  const built = networkOf(run.spec);
  if (built === undefined) return undefined;
  if (axis === 'units') return unitsKept(built.network);
  const starts = run.record.record.decisions?.dropin_starts ?? [];
  const startOf = (dropIn: string) => starts.find((start) => start.dropin === dropIn)?.iteration;
  const progress = dropInProgress(built.network, startOf);
  if (axis === 'multiply-adds') return spent(built, startOf, progress);
  return progress.p(0) === undefined ? undefined : (iteration) => progress.p(iteration)!;
}

/** Multiply-adds of all forward passes before an iteration. */
function spent(
  { spec, network }: Built,
  startOf: (dropIn: string) => number | undefined,
  progress: DropInProgress,
): Position {
  const costOf = multiplyAddsBy(network);
  const images = spec.solver.batch * spec.solver.iter_size;
  const end = schedulesEnd(withStarts(network, (name) => startOf(name) ?? 0));
  let [done, total] = [0, 0];
  return (iteration) => {
    for (; done < Math.min(iteration, end); done++) total += images * costOf(progress.copied(done));
    if (done >= iteration) return total;
    total += images * (iteration - done) * costOf(progress.copied(done));
    done = iteration;
    return total;
  };
}

/** The percentage of units that the first dropout with a ramp keeps. */
function unitsKept({ layers }: Network): Position | undefined {
  for (const { layer } of layers) {
    if (layer.type !== 'dropout' || typeof layer.ratio === 'number') continue;
    const { from, to, start, length } = layer.ratio;
    return (iteration) => {
      const risen = Math.min(1, Math.max(0, (iteration - start) / length));
      return 100 * (1 - from - risen * (to - from));
    };
  }
  return undefined;
}

interface Built {
  readonly spec: Spec;
  readonly network: Network;
}

const built = new WeakMap<Plain, { readonly found: Built | undefined }>();

/** The runs of a sweep that differ only in their seeds share a spec, and here a network. */
function networkOf(plain: Plain): Built | undefined {
  const known = built.get(plain) ?? { found: build(plain) };
  built.set(plain, known);
  return known.found;
}

function build(plain: Plain): Built | undefined {
  const spec = specSchema.safeParse(plain).data;
  if (spec === undefined) return undefined;
  try {
    const file = findDescriptor(spec.dataset.name);
    const descriptor = 'format' in file ? completeDescriptor(file, spec.dataset) : file;
    return 'format' in descriptor ? { spec, network: buildNetwork(spec, descriptor) } : undefined;
  } catch {
    return undefined;
  }
}
