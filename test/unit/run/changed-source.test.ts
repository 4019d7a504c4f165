import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StaleCheck } from '../../../src/report/lineage/stale.js';
import { listRuns } from '../../../src/report/own/listing.js';
import { RunReader } from '../../../src/report/results/run.js';
import { CURVE_HEADER } from '../../../src/run/curve.js';
import { statusTable } from '../../../src/cli/render/sweep-table.js';
import { specDigest } from '../../../src/spec/identity.js';
import { loadSpec } from '../../../src/spec/load.js';
import { serializeSpec } from '../../../src/spec/resolved.js';
import { planSweep } from '../../../src/sweep/plan.js';
import { NO_QUEUE } from '../../../src/sweep/slurm/queue.js';
import { statusOf } from '../../../src/sweep/status.js';
import { SOUND } from '../spec/helpers.js';
import { inOwnFolder } from '../sweep/helpers.js';

inOwnFolder();

const EDITED = SOUND.replace('base_lr: 0.01', 'base_lr: 0.5');

/** A finished run of `name.yaml`, that started from the run of another spec. */
function finish(name: string, source?: string): void {
  const { spec } = loadSpec(`${name}.yaml`);
  const folder = join('results', spec.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'spec.yaml'), serializeSpec(spec));
  writeFileSync(join(folder, 'curve.csv'), `${CURVE_HEADER}1000,test,1,0.5,,,,1.0,1.000\n`);
  const record = {
    ...{ format: 2, status: 'finished', seed: spec.seed, spec_digest: specDigest(spec) },
    ...(source === undefined ? {} : { init_from: from(source) }),
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
}

function from(source: string) {
  const { spec } = loadSpec(`${source}.yaml`);
  return { run: join('results', spec.name), iteration: 1000, spec_digest: specDigest(spec) };
}

/** `warm` starts from `spec`, and `third` from `warm`; all have finished. */
function finishChain(): void {
  for (const [name, source] of [
    ['warm', 'spec'],
    ['third', 'warm'],
  ])
    writeFileSync(
      `${name}.yaml`,
      SOUND.replace('name: sound', `name: ${name}\ninit_from: {spec: ${source}.yaml}`),
    );
  finish('spec');
  finish('warm', 'spec');
  finish('third', 'warm');
}

const stale = () =>
  Object.fromEntries(
    listRuns('results', new RunReader().readAll('results')).map((run) => [run.id, run.stale]),
  );

const WHY = 'the spec that it starts from, sound, has changed: solver.base_lr 0.01 → 0.5';

it('runs whose source has the same spec are not stale', () => {
  finishChain();
  expect(stale()).toEqual({ sound: undefined, warm: undefined, third: undefined });
});

it('an edit of the source’s spec makes every run that starts from it stale, also by way of another', () => {
  finishChain();
  writeFileSync('spec.yaml', EDITED);
  expect(stale()).toEqual({ sound: undefined, warm: WHY, third: WHY });
});

it('names, and what does not compute, make no run stale', () => {
  finishChain();
  writeFileSync('spec.yaml', `${SOUND}display: 7\n`);
  expect(stale()).toEqual({ sound: undefined, warm: undefined, third: undefined });
});

it('a record of an earlier version, without its source, is not stale', () => {
  finishChain();
  finish('warm');
  writeFileSync('spec.yaml', EDITED);
  expect(stale()).toMatchObject({ warm: undefined });
});

it('without the source’s folder, or its spec, what has changed is not said', () => {
  finishChain();
  writeFileSync('spec.yaml', EDITED);
  writeFileSync('results/sound/spec.yaml', 'name: sound\n');
  expect(stale()).toMatchObject({ warm: 'the spec that it starts from, sound, has changed' });
});

it('a missing spec file does not make a run stale', () => {
  finishChain();
  writeFileSync('spec.yaml', 'name: [');
  expect(stale()).toMatchObject({ warm: undefined });
});

it('a sweep says it of a finished run, which it keeps', () => {
  finishChain();
  writeFileSync('spec.yaml', EDITED);
  const { runs, folder } = planSweep('warm.yaml', {}, {}, 'results');
  const found = runs.map((run) => ({ run, status: statusOf(run, folder, NO_QUEUE) }));
  expect(found.map(({ status: { state, stale } }) => [state, stale])).toEqual([
    ['new', undefined],
    ['done', WHY],
  ]);
  expect(statusTable(found)).toContain(`stale: ${WHY}`.slice(0, 40));
});

it('a report lists it with the other reasons', () => {
  finishChain();
  const path = join('results', 'warm', 'run.json');
  const { spec } = loadSpec('warm.yaml');
  const fingerprint = { spec: specDigest(spec), code: {} };
  const origin = { spec_path: join(process.cwd(), 'warm.yaml'), overrides: {} };
  const record = {
    format: 2,
    status: 'finished',
    seed: 1,
    spec_digest: specDigest(spec),
    init_from: from('spec'),
  };
  writeFileSync(path, JSON.stringify({ ...record, ...origin, fingerprint }));
  writeFileSync('spec.yaml', EDITED);
  const run = new RunReader().readAll('results').find(({ id }) => id === 'warm')!;
  expect(new StaleCheck().of(run)).toEqual({ reasons: [WHY], unknown: '' });
});
