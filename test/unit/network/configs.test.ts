import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../../src/network/load.js';
import { summarize, type Summary } from '../../../src/network/summary/summary.js';

const CONFIGS = join(import.meta.dirname, '../../../configs');
const specs = readdirSync(CONFIGS).filter((file) => file.endsWith('.yaml'));

function summaryOf(name: string): Summary {
  const { network, spec } = loadExperiment(join(CONFIGS, `${name}.yaml`));
  return summarize(network, spec.solver.batch);
}

/** The rows of an architecture column in the paper, which omits activations, dropout and accuracy. */
function column(name: string): string {
  return summaryOf(name)
    .rows.filter(({ type }) => !['relu', 'dropout', 'accuracy'].includes(type))
    .map(({ label }) => label)
    .join('\n');
}

it.each(specs)('%s is valid, and has the name of its file', (file) => {
  expect(`${loadExperiment(join(CONFIGS, file)).spec.name}.yaml`).toBe(file);
});

it.each([
  ['alexnet', 60_965_224],
  ['alexnet13', 65_186_504],
  ['vgg8', 127_553_640],
  ['vgg16', 138_357_544],
  ['cifar3', 56_810],
  ['cifar11', 415_466],
  ['lenet', 431_080],
])('%s has %d parameters', (name, parameters) => {
  expect(summaryOf(name).totalParameters).toBe(parameters);
});

it.each(['alexnet13', 'vgg16', 'cifar11', 'lenet10'])('%s-plain is %s without its DropIns', (name) => {
  const withoutDropIn = column(name)
    .split('\n')
    .filter((label) => !label.startsWith('dropin'))
    .join('\n');
  expect(column(`${name}-plain`)).toBe(withoutDropIn);
});

describe('architecture columns', () => {
  it.each([
    ['Table 1', ['lenet', 'lenet10']],
    ['Table 2', ['cifar3', 'cifar11']],
    ['Table 4', ['alexnet', 'alexnet13']],
    ['Table 6', ['vgg8', 'vgg16']],
  ])('of %s', async (table, names) => {
    const columns = names.map((name) => `# ${name}\n${column(name)}\n`).join('\n');
    await expect(columns).toMatchFileSnapshot(`__snapshots__/${table.toLowerCase().replace(' ', '')}.txt`);
  });

  it('of Table 7: layers after fc6 and fc7', () => {
    const regularization = (name: string) =>
      summaryOf(name)
        .rows.filter(({ name: row }) => /^(fc[67]|drop[67]|dropin7)$/.test(row))
        .map(({ label }) => label);
    expect([1, 2, 3].map((number) => regularization(`regularization-case${number}`))).toEqual([
      ['fc6-4096', 'dropout(0.5)', 'fc7-4096', 'dropout(0.5)'],
      ['fc6-4096', 'dropout(0.5)', 'fc7-4096'],
      ['fc6-4096', 'dropout(0.5)', 'fc7-4096', 'dropin (drop6 + fc7)'],
    ]);
  });
});

it('only the regularization of fc6 and fc7 differs between the cases of Table 7', () => {
  const withoutRegularization = (name: string) => {
    const { spec } = loadExperiment(join(CONFIGS, `${name}.yaml`));
    const network = spec.network.filter((entry) => !entry.dropout && !entry.dropin);
    return { ...spec, name: '', description: '', notes: [], network };
  };
  expect(withoutRegularization('regularization-case2')).toEqual(
    withoutRegularization('regularization-case1'),
  );
  expect(withoutRegularization('regularization-case3')).toEqual(
    withoutRegularization('regularization-case1'),
  );
});
