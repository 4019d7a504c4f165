import YAML from 'yaml';
import { buildNetwork } from '../../../src/network/build.js';
import type { Network } from '../../../src/network/layer.js';
import type { Descriptor } from '../../../src/spec/schema/descriptor.js';
import { specSchema, type Spec } from '../../../src/spec/schema/spec.js';

/** A data set of 28×28 digits without files. */
const digits: Descriptor = {
  name: 'digits',
  format: 'idx',
  package: 'none',
  image: [28, 28, 1],
  classes: 10,
  train: { images: 'a', labels: 'b', count: 100 },
  test: { images: 'c', labels: 'd', count: 100 },
  sha256: {},
};

/** A spec with the given network (YAML) and further fields. */
export function specOf(network: string, more: Record<string, unknown> = {}): Spec {
  return specSchema.parse({
    name: 'test',
    dataset: { name: 'digits' },
    network: YAML.parse(network) as unknown,
    solver: { iterations: 10, batch: 4, base_lr: 0.01 },
    ...more,
  });
}

export function networkOf(network: string, more: Record<string, unknown> = {}): Network {
  return buildNetwork(specOf(network, more), digits);
}

/** Layers as `name(inputs) shape`, one per line. */
export function outline(network: Network): string[] {
  return network.layers.map(
    ({ layer, outputShape }) => `${layer.name}(${layer.inputs.join(', ')}) ${outputShape.join('×')}`,
  );
}
