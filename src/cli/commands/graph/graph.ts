import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { nearest } from '../../../common/nearest.js';
import { compile } from '../../../graph/compile.js';
import type { CompiledNetwork } from '../../../graph/compiled.js';
import { dot } from '../../../graph/dot.js';
import { dump, signatureText } from '../../../graph/dump.js';
import { layersOf } from '../../../graph/layer-of.js';
import type { Node } from '../../../graph/node.js';
import { nodesOf } from '../../../graph/signature-nodes.js';
import { loadExperiment } from '../../../network/load.js';
import { displayName } from '../../../network/wiring.js';
import type { SpecOptions } from '../../spec-options.js';

type Shown = 'train' | 'train_deep' | 'evaluate' | 'evaluate_deep' | 'init' | 'save' | 'restore';

export interface GraphOptions extends SpecOptions {
  readonly signature: Shown | 'all';
  readonly layer?: string;
  readonly format: 'text' | 'dot';
}

/**
 * `dropin graph`: the text for standard output.
 *
 * @throws {DropinError} exit code 2, if the spec is not valid or has no such layer.
 */
export function graphCommand(file: string, options: GraphOptions): string {
  const { spec, network } = loadExperiment(file, options);
  const compiled = compile(network, spec);
  const nodes = chosenNodes(compiled, options);
  if (options.format === 'dot') return dot(nodes);
  const names = Object.keys(compiled.signatures) as (keyof typeof compiled.signatures)[];
  const shown = options.signature === 'all' ? names : [options.signature];
  const heads = shown.map((name) => `# ${signatureText(name, compiled.signatures[name])}\n`);
  return `${heads.join('')}${dump({ nodes })}\n`;
}

function chosenNodes(compiled: CompiledNetwork, { signature, layer }: GraphOptions): readonly Node[] {
  const { graph, network, signatures } = compiled;
  if (layer === undefined) return signature === 'all' ? graph.nodes : nodesOf(signatures[signature], graph);
  expectLayer(compiled, layer);
  const names = signature === 'all' ? (['train', 'evaluate'] as const) : [signature];
  return names.flatMap((name) => {
    const nodes = nodesOf(signatures[name], graph);
    const found = layersOf(nodes, name, network);
    return nodes.filter((node) => found.get(node)?.layer === layer);
  });
}

function expectLayer({ network }: CompiledNetwork, layer: string): void {
  const layers = [...new Set(network.layers.map(({ layer: { name } }) => displayName(name)))];
  if (layers.includes(layer)) return;
  const suggestion = nearest(layer, layers);
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  throw new DropinError(
    `--layer ${layer}: the network has no such layer${hint} (${layers.join(', ')})`,
    EXIT.USAGE,
  );
}
