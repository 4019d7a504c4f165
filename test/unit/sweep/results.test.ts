import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concurrentRuns, divide, listGpus, takeShare } from '../../../src/sweep/devices.js';
import { runBytes } from '../../../src/run/room.js';
import { expectRoom, makespan, secondsLeft } from '../../../src/sweep/estimate.js';
import { resultRows, resultsCsv, runsCsv } from '../../../src/sweep/results.js';
import { statusOf } from '../../../src/sweep/status.js';
import { statusTable } from '../../../src/cli/render/sweep-table.js';
import { sweepFolder } from '../../../src/sweep/folder.js';
import { NO_QUEUE, parseStates } from '../../../src/sweep/slurm/queue.js';
import { inOwnFolder, runsOf, status } from './helpers.js';

inOwnFolder();

it('gives mean and sample standard deviation over the finished seeds', () => {
  const runs = runsOf('spec.yaml', { lengths: [50, 'none'], seeds: 3 });
  const ends = [status('done', 0.9), status('done', 0.92), status('done', 0.97)].concat([
    status('done', 0.5),
    status('failed', 0.1),
    status('running', 0.2),
  ]);
  const rows = resultRows(runs.map((run, i) => ({ run, status: ends[i]! })));
  expect(rows).toEqual([
    {
      ...{ name: 'sound', settings: { length: '50' }, n: 3, failed: 0, unfinished: 0 },
      mean: expect.closeTo(0.93, 12) as number,
      // √((0.03² + 0.01² + 0.04²) / 2)
      std: expect.closeTo(Math.sqrt(0.0013), 12) as number,
    },
    {
      ...{ name: 'sound', settings: { length: 'none' }, n: 1, failed: 1, unfinished: 1 },
      ...{ mean: 0.5, std: undefined },
    },
  ]);
  expect(resultsCsv(rows)).toBe(`name,length,n,accuracy_mean,accuracy_std,failed,unfinished
sound,50,3,0.930000,0.036056,0,0
sound,none,1,0.500000,,1,1
`);
});

it('use 4: a spec and one that extends it with another rate, inheriting its name, get two rows', () => {
  writeFileSync('other.yaml', 'extends: spec.yaml\nsolver: {base_lr: 0.5}\n');
  writeFileSync('both.yaml', 'name: both\nsweep: {specs: [spec.yaml, other.yaml], seeds: 2}\n');
  const runs = runsOf('both.yaml');
  const rows = resultRows(runs.map((run, i) => ({ run, status: status('done', 0.1 * (i + 1)) })));
  expect(rows).toMatchObject([
    { name: expect.stringMatching(/^sound \(.*spec\.yaml\)$/) as string, n: 2 },
    { name: expect.stringMatching(/^sound \(.*other\.yaml\)$/) as string, n: 2 },
  ]);
});

it('use 4: runs on other data get another row, and runs that have not started belong to the first', () => {
  const runs = runsOf('spec.yaml', { seeds: 4 });
  const ends = [
    status('new'),
    status('done', 0.9, 'aaaaaaaaaa'),
    status('done', 0.5, 'bbbbbbbbbb'),
    status('new'),
  ];
  const rows = resultRows(runs.map((run, i) => ({ run, status: ends[i]! })));
  expect(rows).toMatchObject([
    { name: expect.stringMatching(/^sound/) as string, n: 1, mean: 0.9, unfinished: 2 },
    { name: 'sound (data bbbbbbbb)', n: 1, mean: 0.5, unfinished: 0 },
  ]);
});

it('use 19: the runs as CSV, one row each', () => {
  const runs = runsOf('spec.yaml', { lengths: [50], seeds: 2 });
  const ends = [status('done', 0.9, 'aa'), status('new')];
  const [header, first, second] = runsCsv(runs.map((run, i) => ({ run, status: ends[i]! }))).split('\n');
  expect(header).toBe(
    'id,name,folder,length,seed,state,iteration,final_accuracy,last_accuracy,seconds,spec_digest,data_digest',
  );
  expect(first).toMatch(
    /^sound-[0-9a-f]{8},sound,results\/sound-[0-9a-f]{8},50,1,done,5,0\.900000,0\.900000,1\.0,2:[0-9a-f]{64},aa$/,
  );
  expect(second).toMatch(/,50,2,new,5,,,1\.0,2:[0-9a-f]{64},$/);
});

describe('the status of a run from its files', () => {
  const HEADER = 'iteration,split,loss,accuracy,top5,learning_rate,dropin_p,images_per_second,elapsed_s\n';
  const begun = () => {
    const [run] = runsOf('spec.yaml');
    mkdirSync(run!.folder.path, { recursive: true });
    writeFileSync(run!.folder.record, JSON.stringify({ spec_digest: run!.digest, status: 'finished' }));
    return { run: run!, look: () => statusOf(run!, sweepFolder('results', 'sound'), NO_QUEUE) };
  };

  it('use 19: the final accuracy is the mean of the last three tests', () => {
    const { run, look } = begun();
    const tests = [0.1, 0.7, 0.8, 0.9].map((accuracy, i) => `${i * 10},test,1,${accuracy},,,,1.0,${i}.000\n`);
    writeFileSync(run.folder.curve, HEADER + tests.join(''));
    expect(look()).toMatchObject({ state: 'done', iteration: 30, accuracy: 0.9, seconds: 3 });
    expect(look().final).toBeCloseTo(0.8, 12);
  });

  it('reads backwards until it has three tests, and ignores a row that is being written', () => {
    const { run, look } = begun();
    const rows = Array.from({ length: 3000 }, (_, i) =>
      i % 1000 === 0 ? `${i},test,1,0.${5 + i / 1000},,,,1.0,1.000\n` : `${i},train,1,0.5,,0.1,,1.0,1.000\n`,
    );
    writeFileSync(run.folder.curve, `${HEADER}${rows.join('')}3000,tes`);
    expect(look()).toMatchObject({ iteration: 2999, accuracy: 0.7 });
    expect(look().final).toBeCloseTo(0.6, 12);
  });

  it('says of a run that stopped early at which iteration', () => {
    const { run, look } = begun();
    const early = { stopped_early: { iteration: 10, reason: '5 tests without …' } };
    const record = { spec_digest: run.digest, status: 'finished', iterations: 100, ...early };
    writeFileSync(run.folder.record, JSON.stringify(record));
    writeFileSync(run.folder.curve, `${HEADER}0,test,1,0.5,,,,1.0,1.000\n10,test,1,0.5,,,,1.0,2.000\n`);
    expect(look()).toMatchObject({ state: 'done', iteration: 10, stoppedEarlyAt: 10, mayStopEarly: false });
    expect(statusTable([{ run, status: look() }])).toMatch(/ done +10\/1000 +50.00% +stopped early/);
  });

  it('A8: “finished” without a curve is not done', () => {
    expect(begun().look()).toMatchObject({ state: 'stopped', accuracy: undefined, final: undefined });
  });
});

it('estimates the rest of a run: steps and test passes', () => {
  const [run] = runsOf('spec.yaml'); // 1,000 iterations, a test every 500 and before the first
  const pace = {
    start: 2,
    step: [{ ratio: 1, seconds: 0.5 }],
    test: [{ ratio: 1, seconds: 10 }],
  };
  expect(secondsLeft(run!, 0, pace)).toBe(2 + 1000 * 0.5 + 3 * 10);
  expect(secondsLeft(run!, 600, pace)).toBe(2 + 400 * 0.5 + 10);
  expect(makespan([5, 3, 3, 3], 2)).toBe(8);
});

it('estimates the steps of a ramp by their p, whatever the order of lengths', () => {
  const pace = {
    start: 0,
    step: [
      { ratio: 0, seconds: 1 },
      { ratio: 0.5, seconds: 2 },
      { ratio: 1, seconds: 3 },
    ],
    test: [{ ratio: 1, seconds: 0 }],
  };
  const left = (lengths: number[]) =>
    runsOf('spec.yaml', { lengths }).map((run) => secondsLeft(run, 0, pace) / 1000);
  expect(left([0, 500, 1000])).toEqual([3, expect.closeTo(2.5, 2), expect.closeTo(2, 2)]);
  expect(left([1000, 500, 0])).toEqual([expect.closeTo(2, 2), expect.closeTo(2.5, 2), 3]);
});

it('refuses runs that do not fit on the disk', () => {
  const runs = runsOf('spec.yaml', { seeds: 2 });
  const needed = 2 * runBytes(runs[0]!.experiment);
  expect(() => {
    expectRoom(runs, 'results', needed);
  }).not.toThrow();
  expect(() => {
    expectRoom(runs, 'results', 1e6);
  }).toThrowErrorMatchingInlineSnapshot(
    `[DropinError: the runs need 0.035 GB of disk, but results has 0.001 GB free: free some, or keep fewer checkpoints (--set checkpoint.keep=1)]`,
  );
});

it('divides threads evenly, at least one each, and GPUs in turn', () => {
  expect(divide(3, 8, ['GPU-a', 'GPU-b'])).toEqual([
    { threads: 2, gpu: 'GPU-a' },
    { threads: 2, gpu: 'GPU-b' },
    { threads: 2, gpu: 'GPU-a' },
  ]);
  expect(divide(2, 1, ['GPU-a'])).toEqual([
    { threads: 1, gpu: 'GPU-a' },
    { threads: 1, gpu: 'GPU-a' },
  ]);
  expect(divide(2, 2, [])).toEqual([
    { threads: 1, gpu: undefined },
    { threads: 1, gpu: undefined },
  ]);
});

it('takes a share of the GPU that has the most free ones', () => {
  const free = divide(4, 4, ['GPU-a', 'GPU-b']);
  const taken = () => takeShare(free)?.gpu;
  const first = takeShare(free)!;
  expect([first.gpu, taken(), taken()]).toEqual(['GPU-a', 'GPU-b', 'GPU-a']);
  free.push(first);
  // One share of each is free: GPU-b’s was never taken.
  expect([taken(), taken(), taken()]).toEqual(['GPU-b', 'GPU-a', undefined]);
  expect(takeShare(divide(1, 1, []))).toEqual({ threads: 1, gpu: undefined });
});

describe('the number of concurrent runs', () => {
  it.each([
    [{ launcher: 'local' }, [], 1],
    [{ launcher: 'local' }, ['GPU-a', 'GPU-b'], 2],
    [{ launcher: 'local', jobsPerGpu: 3 }, ['GPU-a', 'GPU-b'], 6],
    // On a cluster, this machine’s GPUs are not those of the runs.
    [{ launcher: 'slurm', jobsPerGpu: 3 }, [], 1],
  ] as const)('with %o and GPUs %j is %i', (options, gpus, jobs) => {
    expect(concurrentRuns(options, gpus)).toBe(jobs);
  });

  it('is not known where GPUs are to be shared and there are none', () => {
    expect(() => concurrentRuns({ launcher: 'local', jobsPerGpu: 4 }, [])).toThrow(
      expect.objectContaining({
        message: '--jobs-per-gpu 4: there is no GPU to share: use --jobs 4',
        exitCode: 2,
      }),
    );
  });
});

describe('the GPUs of a sweep', () => {
  const gpu = (uuid: string, name: string) => ({
    uuid,
    name,
    driver: '580.1',
    capability: 8,
    memoryBytes: 8e9,
    freeBytes: 8e9,
  });
  const alike = () => [gpu('GPU-a', 'A100'), gpu('GPU-b', 'A100'), gpu('GPU-c', 'A100')];
  const mixed = () => [gpu('GPU-a', 'T4'), gpu('GPU-b', 'A100')];

  it('are all GPUs of the machine, by UUID; none on the CPU', () => {
    expect(listGpus({ DROPIN_DEVICE: 'gpu' }, alike)).toEqual(['GPU-a', 'GPU-b', 'GPU-c']);
    expect(listGpus({ DROPIN_DEVICE: 'cpu' }, alike)).toEqual([]);
    expect(listGpus({ DROPIN_DEVICE: 'gpu' }, () => [])).toEqual([]);
  });

  it('are those that CUDA_VISIBLE_DEVICES names', () => {
    const gpus = (CUDA_VISIBLE_DEVICES: string, more = {}, machine = alike) =>
      listGpus({ DROPIN_DEVICE: 'gpu', CUDA_VISIBLE_DEVICES, ...more }, machine);
    expect(gpus('2,1')).toEqual(['GPU-c', 'GPU-b']);
    expect(gpus('GPU-b,MIG-7f')).toEqual(['GPU-b', 'MIG-7f']);
    expect(gpus('0,-1,1')).toEqual(['GPU-a']);
    expect(gpus('7')).toEqual(['7']);
    // CUDA numbers the fastest GPU first, nvidia-smi by PCI address.
    expect(gpus('0', {}, mixed)).toEqual(['0']);
    expect(gpus('0', { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, mixed)).toEqual(['GPU-a']);
  });
});

it('reads the states of Slurm’s array tasks', () => {
  expect(parseStates('7_0 RUNNING\n7_1 PENDING\n7_2 COMPLETING\n7_3 CANCELLED\n 6_0 REQUEUED\n')).toEqual(
    new Map([
      ['7_0', 'running'],
      ['7_1', 'queued'],
      ['7_2', 'running'],
      ['6_0', 'queued'],
    ]),
  );
});
