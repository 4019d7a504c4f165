import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Network } from '../../../src/network/layer.js';
import { loadExperiment } from '../../../src/network/load.js';
import { multiplyAddsBy } from '../../../src/network/multiply-adds.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';
import { summarize } from '../../../src/network/summary/summary.js';

const CONFIGS = join(import.meta.dirname, '../../../configs');

function networkOf(name: string, set: readonly string[] = []): Network {
  return loadExperiment(join(CONFIGS, `${name}.yaml`), { set }).network;
}

const total = (network: Network) => summarize(network, 1).totalMultiplyAdds;
const all = (network: Network) => scheduledLayers(network).map(({ units }) => units);
const none = (network: Network) => scheduledLayers(network).map(() => 0);

test('a network without DropIns takes the multiply-adds of its layers', () => {
  const lenet = networkOf('lenet');
  // conv1 24·24·20·5·5, conv2 8·8·50·5·5·20, fc3 800·500, fc4 500·10
  expect(multiplyAddsBy(lenet)([])).toBe(288_000 + 1_600_000 + 400_000 + 5000);
  expect(multiplyAddsBy(lenet)([])).toBe(total(lenet));
});

test('LeNet(10) takes those of LeNet at p = 0, of all its layers at p = 1, and half of the new ones at p = 1/2', () => {
  const lenet10 = networkOf('lenet10');
  const by = multiplyAddsBy(lenet10);
  const added = total(lenet10) - total(networkOf('lenet'));
  expect(by(all(lenet10))).toBe(total(networkOf('lenet')));
  expect(by(none(lenet10))).toBe(total(lenet10));
  expect(by(all(lenet10).map((units) => units / 2))).toBe(total(lenet10) - added / 2);
});

test('residual units that are all copied take none, neither for their first convolutions', () => {
  const residual = networkOf('lenet18-residual', ['dropin.mode=gradual', 'dropin.length=100']);
  const shallow = networkOf('lenet18-residual', ['defaults.block.added=0']);
  expect(multiplyAddsBy(residual)(all(residual))).toBe(total(shallow));
});

test('a LeNet of which a quarter of the units are present takes those of the thin LeNet', () => {
  const widen = networkOf('lenet-widen');
  expect(multiplyAddsBy(widen)(all(widen))).toBe(total(networkOf('lenet-thin')));
  expect(multiplyAddsBy(widen)(none(widen))).toBe(total(networkOf('lenet')));
});
