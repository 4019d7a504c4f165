import { SpecIssuesError, type SpecIssue } from '../spec/issues.js';
import { nearest } from '../common/nearest.js';
import type { InitFromSpec } from '../spec/schema/init-from.js';
import type { Network, Parameter } from './layer.js';
import { showShape } from './layers/rules.js';

/** A trained array that begins as one of another network. */
export interface Adoption {
  /** `<layer>/weights` or `<layer>/biases` of this network. */
  readonly parameter: string;
  /** Its counterpart in the checkpoint. */
  readonly source: string;
}

type TrainedLayers = ReadonlyMap<string, readonly Parameter[]>;

/**
 * Which arrays of `network` begin as which of the run's network.
 *
 * @throws SpecIssuesError with every layer that is missing on either side, and every pair of unequal shapes.
 */
export function adoptionsOf(network: Network, source: Network, initFrom: InitFromSpec): readonly Adoption[] {
  const [own, theirs] = [trainedLayers(network), trainedLayers(source)];
  const pairs = Object.entries(initFrom.layers ?? commonNames(own, theirs));
  const issues: SpecIssue[] = [];
  if (pairs.length === 0) {
    const found = [...theirs.keys()].join(', ');
    issues.push({
      path: ['init_from', 'run'],
      expected: 'a run with trained layers of this network’s names',
      found,
    });
  }
  const adoptions = pairs.flatMap(([layer, sourceLayer]) => {
    const path = ['init_from', ...(initFrom.layers === undefined ? ['run'] : ['layers', layer])];
    return adopt(own, theirs, { layer, sourceLayer, run: initFrom.run, path }, issues);
  });
  if (issues.length > 0) throw new SpecIssuesError(issues);
  return adoptions;
}

interface Pair {
  readonly layer: string;
  readonly sourceLayer: string;
  readonly run: string;
  readonly path: readonly string[];
}

function adopt(own: TrainedLayers, theirs: TrainedLayers, pair: Pair, issues: SpecIssue[]): Adoption[] {
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
      expected: `layers of equal shapes`,
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

function trainedLayers(network: Network): TrainedLayers {
  return new Map(
    network.layers
      .filter(({ parameters }) => parameters.length > 0)
      .map(({ layer, parameters }) => [layer.name, parameters]),
  );
}

function commonNames(own: TrainedLayers, theirs: TrainedLayers): Record<string, string> {
  return Object.fromEntries([...own.keys()].filter((name) => theirs.has(name)).map((name) => [name, name]));
}

/** `weights 3×3×16×32, biases 32` */
function shapesOf(parameters: readonly Parameter[]): string {
  return parameters.map(({ name, shape }) => `${name.split('/').at(-1)!} ${showShape(shape)}`).join(', ');
}
