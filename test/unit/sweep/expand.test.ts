import { describe, expect, it } from 'vitest';
import { parseGrid, parseLengths } from '../../../src/sweep/axes.js';
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
    combinations.map(({ spec, settings }) => [spec, ...settings.flatMap(({ set }) => set)].join(' '));

  it('makes every combination, the seeds changing fastest', () => {
    const part = { specs: ['a.yaml'], lengths: [1000, 'none' as const], seeds: 2 };
    expect(shown(expand([part], {}))).toEqual([
      'a.yaml dropin.mode=gradual dropin.length=1000 seed=1',
      'a.yaml dropin.mode=gradual dropin.length=1000 seed=2',
      'a.yaml dropin.mode=none seed=1',
      'a.yaml dropin.mode=none seed=2',
    ]);
  });

  it('takes the axes of each part, and those of the command line instead of the same ones', () => {
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

  it('writes lists, maps and texts of a grid as values of --set', () => {
    const grid = { a: ['relu', { type: 'fixed' }, [1, 2]] };
    const [one, two, three] = expand([{ specs: ['a.yaml'], grid }], {});
    expect(one!.settings).toEqual([{ axis: 'a', value: 'relu', set: ['a="relu"'] }]);
    expect(two!.settings[0]!.set).toEqual(['a={"type":"fixed"}']);
    expect(three!.settings[0]!.set).toEqual(['a=[1,2]']);
  });

  it('is one run where nothing varies', () => {
    expect(expand([{ specs: ['a.yaml'] }], {})).toEqual([{ spec: 'a.yaml', settings: [] }]);
  });
});

describe('options', () => {
  it('--lengths', () => {
    expect(parseLengths('1000, 2500,none')).toEqual([1000, 2500, 'none']);
    expect(message(() => parseLengths('1000,,none'))).toBe(
      '--lengths 1000,,none: expected iterations or none between commas, found ""',
    );
    expect(message(() => parseLengths('1e3'))).toBe(
      '--lengths 1e3: expected iterations or none between commas, found "1e3"',
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
