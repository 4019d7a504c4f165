import { SpecIssuesError, type SpecIssue } from '../spec/issues.js';
import { nearest } from '../common/nearest.js';
import type { InitFromSpec } from '../spec/schema/init-from.js';
import type { Network, Parameter } from './layer.js';
import { showShape } from './layers/rules.js';
import { displayName } from './wiring.js';

/** A parameter whose initial value is a parameter of another network. */
export interface WarmStart {
  /** An array of this network: `<layer>/weights`, `<layer>/batch_norm/running_mean`, … */
  readonly parameter: string;
  /** The name of the other network's parameter, as in its checkpoints. */
  readonly source: string;
}

type StoredArray = Pick<Parameter, 'name' | 'shape'>;
type TrainedLayers = ReadonlyMap<string, readonly StoredArray[]>;

/**
 * Finds which parameters of `network` start from which parameters of `source`, the network of the run in `init_from`.
 *
 * @throws {SpecIssuesError} with every layer that is missing in either network, and every pair of different shapes.
 */
export function warmStartsOf(
  network: Network,
  source: Network,
  initFrom: InitFromSpec,
): readonly WarmStart[] {
  const [own, theirs] = [trainedLayers(network), trainedLayers(source)];
  const key = initFrom.run === undefined ? 'spec' : 'run';
  const run = initFrom.run ?? initFrom.spec!;
  const pairs = Object.entries(initFrom.layers ?? commonNames(own, theirs));
  const issues: SpecIssue[] = [];
  if (pairs.length === 0) {
    const found = [...theirs.keys()].join(', ');
    issues.push({
      path: ['init_from', key],
      expected: 'a run with trained layers named like this network’s',
      found,
    });
  }
  const warmStarts = pairs.flatMap(([layer, sourceLayer]) => {
    const path = ['init_from', ...(initFrom.layers === undefined ? [key] : ['layers', layer])];
    return warmStartsOfPair(own, theirs, { layer, sourceLayer, run, path }, issues);
  });
  if (issues.length > 0) throw new SpecIssuesError(issues);
  return warmStarts;
}

interface Pair {
  readonly layer: string;
  readonly sourceLayer: string;
  readonly run: string;
  readonly path: readonly string[];
}

function warmStartsOfPair(
  own: TrainedLayers,
  theirs: TrainedLayers,
  pair: Pair,
  issues: SpecIssue[],
): WarmStart[] {
  const { layer, sourceLayer, run, path } = pair;
  const parameters = own.get(layer);
  const sources = theirs.get(sourceLayer);
  if (parameters === undefined) {
    issues.push({ ...missing(own, layer, 'this network'), path, atKey: true });
    return [];
  }
  if (sources === undefined) {
    issues.push({ ...missing(theirs, sourceLayer, run), path });
    return [];
  }
  if (shapesOf(parameters) !== shapesOf(sources)) {
    issues.push({
      path,
      expected: 'layers of equal shapes',
      found: `${layer} with ${shapesOf(parameters)} and, in ${run}, ${sourceLayer} with ${shapesOf(sources)}`,
    });
    return [];
  }
  return parameters.map(({ name }) => {
    const array = name.slice(layer.length);
    return { parameter: name, source: `${sourceLayer}${array}` };
  });
}

function missing(layers: TrainedLayers, name: string, where: string): Omit<SpecIssue, 'path'> {
  return {
    expected: `a trained layer of ${where}`,
    found: JSON.stringify(name),
    suggestion: nearest(name, layers.keys()),
  };
}

/** The arrays of each layer by its name in the spec, those of its batch normalization included. */
function trainedLayers(network: Network): TrainedLayers {
  const arrays = new Map<string, StoredArray[]>();
  for (const { layer, parameters, running } of network.layers) {
    const name = displayName(layer.name);
    const own = [...parameters, ...running];
    if (own.length > 0) arrays.set(name, [...(arrays.get(name) ?? []), ...own]);
  }
  return arrays;
}

function commonNames(own: TrainedLayers, theirs: TrainedLayers): Record<string, string> {
  return Object.fromEntries([...own.keys()].filter((name) => theirs.has(name)).map((name) => [name, name]));
}

/** `weights 3×3×16×32, biases 32` */
function shapesOf(parameters: readonly StoredArray[]): string {
  return parameters.map(({ name, shape }) => `${name.split('/').at(-1)!} ${showShape(shape)}`).join(', ');
}
