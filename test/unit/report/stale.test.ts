import { expect, test } from 'vitest';
import { compile } from '../../../src/graph/compile.js';
import { graphDigest } from '../../../src/graph/digest.js';
import { loadExperiment } from '../../../src/network/load.js';
import { StaleCheck } from '../../../src/report/lineage/stale.js';
import { RunReader } from '../../../src/report/results/run.js';
import { specDigest } from '../../../src/spec/identity.js';
import { makeRun } from './made-run.js';
import { emptyResults, reporter } from './reported.js';

const CODE = { image_order: 1, views: 1, learning_rate: 1, dropin_schedule: 1 };
const NOW = { tensorflow: '2.21.0', code: CODE };
const FILE = 'configs/lenet10.yaml';

const results = emptyResults();

/** The record of a run, as the program writes it to run.json. */
function recordOf(
  ran: { set: string[]; seed: number },
  { specPath = FILE, overrides = ran, tensorflow = '2.21.0', code = CODE, graph = '' } = {},
) {
  const { spec, network } = loadExperiment(FILE, ran);
  const fingerprint = {
    spec: specDigest(spec),
    graph: graph === '' ? graphDigest(compile(network, spec)) : graph,
    code,
    numerics: { tensorflow },
  };
  return { format: 2, spec_path: specPath, overrides, fingerprint };
}

/** Compares a run with this record to the current program. */
function staleness(
  record: Readonly<Record<string, unknown>>,
  { set, seed }: { set: string[]; seed: number },
  now = NOW,
) {
  makeRun({ root: results.root, id: 'r', config: 'lenet10', set, seed, record, accuracies: [0.98] });
  return new StaleCheck(now).of(results.runs()[0]!);
}

test('a run of a sweep with the current spec, graph, code and TensorFlow is not stale', () => {
  const ran = { set: ['dropin.length=500', 'seed=2'], seed: 2 };
  expect(staleness(recordOf(ran), ran)).toEqual({ reasons: [], unknown: '' });
});

test('an edited spec is reported with the field and its old and new values, also for a run of a sweep', () => {
  const ran = { set: ['solver.base_lr=0.02', 'dropin.length=500', 'seed=2'], seed: 2 };
  const overrides = { set: ['dropin.length=500', 'seed=2'], seed: 2 };
  expect(staleness(recordOf(ran, { overrides }), ran)).toEqual({
    reasons: ['its spec has changed: solver.base_lr 0.02 → 0.01'],
    unknown: '',
  });
});

test.each([
  ['a different graph', { graph: 'f'.repeat(64) }, ['the compiled graph has changed']],
  [
    'a different image order',
    { code: { ...CODE, image_order: 0 } },
    ['image order has changed: version 0 → 1'],
  ],
  [
    'a different schedule',
    { code: { ...CODE, learning_rate: 0 } },
    ['learning rate has changed: version 0 → 1'],
  ],
  ['a different TensorFlow', { tensorflow: '2.20.0' }, ['TensorFlow 2.20.0 → 2.21.0']],
])('%s is reported', (_, then, reasons) => {
  const ran = { set: [], seed: 1 };
  expect(staleness(recordOf(ran, then), ran)).toEqual({ reasons, unknown: '' });
});

test('a run without a fingerprint is not stale, but of unknown staleness', () => {
  expect(staleness({ format: 1 }, { set: [], seed: 1 })).toEqual({
    reasons: [],
    unknown: 'the run did not record what its results depend on',
  });
});

test('a missing spec file does not make a run stale', () => {
  const ran = { set: [], seed: 1 };
  expect(staleness(recordOf(ran, { specPath: 'configs/gone.yaml' }), ran)).toEqual({
    reasons: [],
    unknown: 'its spec file configs/gone.yaml can no longer be read',
  });
});

test('the runs in results/reference are not stale', () => {
  const { runs } = reporter.report(new RunReader().readAll('results/reference'));
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.filter(({ stale }) => stale.length > 0)).toEqual([]);
});
