import { describe, expect, it } from 'vitest';
import { parseGrid, parseLengths } from '../../../src/sweep/options.js';
import { expand } from '../../../src/sweep/expand.js';
import { parseSlurmOptions } from '../../../src/sweep/slurm/submit.js';

function message(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

describe('expand', () => {
  const shown = (combinations: ReturnType<typeof expand>) =>
    combinations.map(({ spec, settings }) =>
      [spec, ...settings.flatMap(({ set }) => set.map(({ assignment }) => assignment))].join(' '),
    );

  it('makes every combination, with the seeds changing fastest', () => {
    const part = { specs: ['a.yaml'], lengths: [1000, 'none' as const], seeds: 2 };
    expect(shown(expand([part], {}))).toEqual([
      'a.yaml dropin.mode=gradual dropin.length=1000 seed=1',
      'a.yaml dropin.mode=gradual dropin.length=1000 seed=2',
      'a.yaml dropin.mode=none seed=1',
      'a.yaml dropin.mode=none seed=2',
    ]);
  });

  it('uses the axes of each part, overridden by those of the command line', () => {
    const parts = [
      { specs: ['a.yaml', 'b.yaml'], grid: { 'solver.base_lr': [0.1, 0.01] } },
      { specs: ['c.yaml'], seeds: 3 },
    ];
    const grid = [{ path: 'solver.base_lr', values: ['1'] }];
    expect(shown(expand(parts, { grid, seeds: 1, seed: 7 }))).toEqual([
      'a.yaml solver.base_lr=1 seed=7',
      'b.yaml solver.base_lr=1 seed=7',
      'c.yaml solver.base_lr=1 seed=7',
    ]);
  });

  it('writes lists, maps and strings of a grid as values of --set', () => {
    const grid = { a: ['relu', { type: 'fixed' }, [1, 2]] };
    const [one, two, three] = expand([{ specs: ['a.yaml'], grid }], {});
    const set = (assignment: string) => [{ assignment, option: `sweep.grid ${assignment}` }];
    expect(one!.settings).toEqual([{ axis: 'a', value: 'relu', set: set('a="relu"') }]);
    expect(two!.settings[0]!.set).toEqual(set('a={"type":"fixed"}'));
    expect(three!.settings[0]!.set).toEqual(set('a=[1,2]'));
  });

  it('gives one run if nothing varies', () => {
    expect(expand([{ specs: ['a.yaml'] }], {})).toEqual([{ spec: 'a.yaml', settings: [] }]);
  });
});

describe('options that set the same field twice are refused:', () => {
  const PART = { specs: ['a.yaml'] };
  const lr = { path: 'solver.base_lr', values: ['0.1', '0.2'] };
  it.each([
    [
      '--grid of one path twice',
      () => expand([PART], { grid: [lr, { ...lr, values: ['0.3'] }] }),
      '--grid solver.base_lr and --grid solver.base_lr both set solver.base_lr: give one of them',
    ],
    [
      '--lengths and --grid dropin.length',
      () => expand([PART], { lengths: [1, 2], grid: [{ path: 'dropin.length', values: ['3', '4'] }] }),
      '--lengths and --grid dropin.length both set dropin.length: give one of them',
    ],
    [
      'lengths and a grid of a mapping around them, in a file',
      () => expand([{ ...PART, lengths: [1], grid: { dropin: [{ mode: 'none' }] } }], {}),
      'sweep.lengths and sweep.grid dropin both set dropin.mode: give one of them',
    ],
    [
      '--grid seed and --seeds',
      () => expand([PART], { grid: [{ path: 'seed', values: ['1', '2'] }], seeds: 3 }),
      '--grid seed and --seeds both set seed: give one of them',
    ],
    [
      '--grid seed and --seed',
      () => expand([PART], { grid: [{ path: 'seed', values: ['1', '2'] }], seed: 3 }, { seed: 3 }),
      '--grid seed and --seed 3 both set seed: give one of them',
    ],
    [
      '--grid solver.iterations and --iterations',
      () => expand([PART], { grid: [{ path: 'solver.iterations', values: ['6', '8'] }] }, { iterations: 3 }),
      '--grid solver.iterations and --iterations 3 both set solver.iterations: give one of them',
    ],
    [
      'the grid of a file and --set',
      () => expand([{ ...PART, grid: { seed: [1, 2] } }], {}, { set: ['seed=3'] }),
      'sweep.grid seed and --set seed=3 both set seed: give one of them',
    ],
  ])('%s', (_, act, expected) => {
    expect(message(act)).toBe(expected);
  });

  it('also --seed and a path that sets it, next to one that only ends in “seeds”', () => {
    const grid = [
      { path: 'a.seeds', values: ['1'] },
      { path: 'seed', values: ['2'] },
    ];
    expect(message(() => expand([PART], { grid, seed: 3 }, { seed: 3 }))).toBe(
      '--grid seed and --seed 3 both set seed: give one of them',
    );
  });

  it('but --seed may give the first of --seeds', () => {
    expect(
      expand([PART], { seeds: 2, seed: 7 }, { seed: 7 }).map(({ settings }) => settings[0]!.value),
    ).toEqual(['7', '8']);
  });

  it('and paths that only start alike are different fields', () => {
    const grid = [
      { path: 'solver.momentum', values: ['0', '0.9'] },
      { path: 'solver.momentum2', values: ['0.9', '0.99'] },
    ];
    expect(expand([PART], { grid })).toHaveLength(4);
  });
});

describe('too many runs are refused at once:', () => {
  const text = (runs: number) =>
    `the sweep has ${runs} combinations, expected at most 10000: sweep over fewer values or seeds at once`;

  it('--seeds 999999999', () => {
    expect(message(() => expand([{ specs: ['a.yaml'] }], { seeds: 999_999_999 }))).toBe(text(999_999_999));
  });

  it('a product of axes over several specs', () => {
    const part = { specs: ['a.yaml', 'b.yaml'], lengths: [1, 2, 3], seeds: 2000 };
    expect(message(() => expand([part], {}))).toBe(text(12_000));
  });
});

describe('options', () => {
  it('--lengths', () => {
    expect(parseLengths('1000, 2500,none')).toEqual([1000, 2500, 'none']);
    expect(message(() => parseLengths('1000,,none'))).toBe(
      '--lengths 1000,,none: expected iterations or none, separated by commas, found ""',
    );
    expect(message(() => parseLengths('1e3'))).toBe(
      '--lengths 1e3: expected iterations or none, separated by commas, found "1e3"',
    );
  });

  it('--grid: commas inside brackets and quotes belong to a value', () => {
    expect(parseGrid('solver.policy={type: step, gamma: 0.1, step: 5},{type: fixed},"a,b"')).toEqual({
      path: 'solver.policy',
      values: ['{type: step, gamma: 0.1, step: 5}', '{type: fixed}', '"a,b"'],
    });
    expect(message(() => parseGrid('seed'))).toBe('--grid seed: expected path=value,value, found no "="');
    expect(message(() => parseGrid('=1'))).toBe('--grid =1: expected path=value,value, found no path');
    expect(message(() => parseGrid('seed=1,'))).toBe('--grid seed=1,: expected a value, found nothing');
  });

  it('--slurm: an item without = belongs to the value before', () => {
    expect(parseSlurmOptions('partition=gpu,nodelist=a,b,time=8:00:00')).toEqual({
      partition: 'gpu',
      nodelist: 'a,b',
      time: '8:00:00',
    });
    expect(message(() => parseSlurmOptions('gpu'))).toBe('--slurm gpu: expected option=value, found "gpu"');
  });
});
