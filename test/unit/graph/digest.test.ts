import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/graph/compile.js';
import type { CompiledGraph } from '../../../src/graph/compiled.js';
import { graphDigest } from '../../../src/graph/digest.js';
import { Graph } from '../../../src/graph/graph.js';
import type { Tensor } from '../../../src/graph/node.js';
import { scalar } from '../../../src/graph/ops/constant.js';
import { mul } from '../../../src/graph/ops/arithmetic.js';
import { placeholder } from '../../../src/graph/ops/placeholder.js';
import { build } from '../../tensorflow/graph/helpers/networks.js';

const LAYERS = `
- block: {conv: conv1, outputs: 2, kernel: 3, pad: 1, added: 1, added_kernel: 3, dropin: true, activation: relu}
- dropout: {ratio: 0.3}
- fc: {outputs: 2}`;

function digestOf(more: Record<string, unknown> = {}, layers = LAYERS): string {
  const { network, spec } = build(layers, [6, 6, 1], 2, more);
  return graphDigest(compile(network, spec));
}

/** The digest of a training step that computes `body` of x. */
function digestOfStep(body: (graph: Graph, x: Tensor) => Tensor): string {
  const graph = new Graph();
  const none = { inputs: {}, outputs: {} };
  const x = placeholder(graph, 'x', 'float32', [2]);
  const train = { inputs: { x }, outputs: { y: body(graph, x) } };
  const rest = { init: none, set_mean: none, train_deep: none, evaluate: none, evaluate_deep: none };
  return graphDigest({
    graph,
    signatures: { ...rest, train, accumulate: train },
  } as unknown as CompiledGraph);
}

describe('graphDigest', () => {
  it('has a known value for a small network: if it changes, recorded results become stale', () => {
    expect(digestOf()).toMatchInlineSnapshot(
      `"452ac1a8fdf27ddeeadad28413c37c589f4320d596aecf4ea5f467411cc2eb0e"`,
    );
  });

  it.each<[string, Record<string, unknown>, string?]>([
    ['momentum', { solver: { iterations: 10, batch: 4, base_lr: 0.01, momentum: 0.5 } }],
    ['weight decay', { solver: { iterations: 10, batch: 4, base_lr: 0.01, weight_decay: 0.1 } }],
    ['batch', { solver: { iterations: 10, batch: 5, base_lr: 0.01 } }],
    ['scale', { transform: { scale: 0.5 } }],
    ['mean', { transform: { mean: 'channel' } }],
    ['seed, in a network with random numbers', { seed: 2 }],
    ['a layer’s setting', {}, LAYERS.replace('0.3', '0.4')],
    ['a filler', {}, LAYERS.replace('pad: 1,', 'pad: 1, weight_filler: {type: gaussian, std: 0.02},')],
    ['a layer’s name, which seeds its weights', {}, LAYERS.replace('conv1', 'conv2')],
  ])('changes with %s', (_what, more, layers) => {
    expect(digestOf(more, layers)).not.toBe(digestOf());
  });

  it.each<[string, Record<string, unknown>]>([
    ['test.batch', { test: { interval: 5, batch: 7 } }],
    [
      'the number of iterations and the learning rate, which is fed',
      { solver: { iterations: 99, batch: 4, base_lr: 3 } },
    ],
    ['the length of DropIn, whose p is fed', { dropin: { length: 77 } }],
    ['the run’s name and display', { name: 'other', display: 3 }],
  ])('does not change with %s', (_what, more) => {
    expect(digestOf(more)).toBe(digestOf());
  });

  it('does not depend on the names or the order of nodes, nor on unused nodes', () => {
    const plain = digestOfStep((graph, x) => mul(graph, mul(graph, x, scalar(graph, 2)), scalar(graph, 3)));
    const other = digestOfStep((graph, x) =>
      graph.scoped('elsewhere', () => {
        const three = scalar(graph, 3, 'three');
        scalar(graph, 7);
        return mul(graph, mul(graph, x, scalar(graph, 2)), three);
      }),
    );
    expect(other).toBe(plain);
  });

  it('depends on the order of inputs, on constants to the last bit of a float32, and on −0', () => {
    const step = (value: number) => digestOfStep((graph, x) => mul(graph, x, scalar(graph, value)));
    expect(digestOfStep((graph, x) => mul(graph, scalar(graph, 2), x))).not.toBe(step(2));
    expect(step(1 + 2 ** -23)).not.toBe(step(1));
    expect(step(1 + 2 ** -25)).toBe(step(1));
    expect(step(-0)).not.toBe(step(0));
  });
});
