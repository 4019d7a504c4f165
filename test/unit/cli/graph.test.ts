import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphCommand, type GraphOptions } from '../../../src/cli/commands/graph/graph.js';
import { compile } from '../../../src/graph/compile.js';
import { layersOf, NO_LAYER } from '../../../src/graph/layer-of.js';
import { nodesOf } from '../../../src/graph/signature-nodes.js';
import { loadExperiment } from '../../../src/network/load.js';
import { folderOf } from '../spec/helpers.js';

const SPEC = `name: small
dataset: {name: mnist}
dropin: {length: 100}
network:
  - block: {conv: conv1, outputs: 2, kernel: 3, pad: 1, added: 1, activation: relu}
  - fc: {name: fc2, outputs: 10, bias: false}
solver: {iterations: 100, batch: 4, base_lr: 0.1}
`;
const file = join(folderOf({ 'spec.yaml': SPEC }), 'spec.yaml');
const show = (options: Partial<GraphOptions> = {}) =>
  graphCommand(file, { signature: 'train', format: 'text', ...options });

describe('dropin graph', () => {
  it('begins with the signature, and shows the nodes that it runs, one per line', () => {
    const [head, ...lines] = show().trimEnd().split('\n');
    expect(head).toBe(
      '# train: images string[], labels int32[N], copied int32[1], skipped int32[1], learning_rate float32[] → result float32[2]',
    );
    expect(lines).toContain(
      'train/fc2/MatMul = MatMul(train/fc2/Reshape, train/ReadVariableOp_4) {transpose_a=false, transpose_b=false} : float32[4, 10]',
    );
    expect(lines.at(-1)).toMatch(/^train\/result = Identity\(train\/Pack, \^.*\) : float32\[2\]$/);
    for (const line of lines) expect(line).not.toMatch(/^(init|evaluate|train_deep|save)\//);
  });

  it('shows every node, and every signature, with --signature all', () => {
    const text = show({ signature: 'all' });
    const { spec, network } = loadExperiment(file);
    const { graph, signatures } = compile(network, spec);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(Object.keys(signatures).length + graph.nodes.length);
    expect(text).toMatch(/^# init: seed int32\[\] → /);
    expect(text).toContain('\n# flush_summary: → ');
  });

  it('shows the forward pass, gradients and updates of one layer with --layer', () => {
    const names = show({ layer: 'fc2' })
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' = ')[0]);
    expect(names).toEqual([
      'fc2/weights',
      'fc2/weights/momentum',
      'train/ReadVariableOp_4',
      'train/fc2/Const',
      'train/fc2/Reshape',
      'train/fc2/MatMul',
      'train/train/fc2/MatMul/MatMul',
      'train/train/fc2/MatMul/MatMul_1',
      'train/train/fc2/Reshape/Const',
      'train/train/fc2/Reshape/Reshape',
      'train/ResourceApplyKerasMomentum_4',
    ]);
  });

  it('draws edges with shapes for Graphviz, and what must run before as dashed', () => {
    const text = show({ layer: 'fc2', format: 'dot' });
    expect(text).toContain('  "train/fc2/MatMul" [label="MatMul\\ntrain/fc2/MatMul"];\n');
    expect(text).toContain('  "train/fc2/Reshape" -> "train/fc2/MatMul" [label="[4, 1568]"];\n');
    expect(text).toContain('  "learning_rate" [shape=plaintext];\n');
    expect(text).toMatch(/ -> "train\/ResourceApplyKerasMomentum_4" \[style=dashed\];\n/);
  });

  it('suggests the layer that a misspelt name means', () => {
    expect(() => show({ layer: 'fc3' })).toThrow(
      '--layer fc3: the network has no such layer; did you mean fc2? (input, conv1_1, conv1_2, dropin1_2, fc2, loss, accuracy)',
    );
  });

  it('reports mistakes of the spec', () => {
    const wrong = join(folderOf({}), 'wrong.yaml');
    writeFileSync(wrong, SPEC.replace('outputs: 10', 'outputs: 3'));
    expect(() => graphCommand(wrong, { signature: 'train', format: 'text' })).toThrow('wrong.yaml');
  });
});

describe('layersOf', () => {
  const { spec, network } = loadExperiment(file);
  const { graph, signatures } = compile(network, spec);

  it.each(['train', 'train_deep', 'evaluate'] as const)('finds layer and part of nodes of %s', (name) => {
    const nodes = nodesOf(signatures[name], graph);
    const found = layersOf(nodes, name, network);
    const of = (op: string) =>
      nodes.filter((node) => node.op === op).map((node) => Object.values(found.get(node)!).join(' '));
    expect(of('Conv2D')).toEqual(['conv1_1 forward', 'conv1_2 forward']);
    expect(of('MatMul').slice(0, 1)).toEqual(['fc2 forward']);
    if (name === 'evaluate') return;
    expect(of('Conv2DBackpropFilter')).toEqual(['conv1_2 backward', 'conv1_1 backward']);
    expect(of('ResourceApplyKerasMomentum')).toEqual([
      'conv1_1 update',
      'conv1_1 update',
      'conv1_2 update',
      'conv1_2 update',
      'fc2 update',
    ]);
    expect(of('DecodeRaw')).toEqual([`${NO_LAYER} forward`]);
  });
});
