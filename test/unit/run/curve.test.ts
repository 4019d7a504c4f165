import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CURVE_HEADER, curveUpTo, formatRow, parseCurve, type CurveRow } from '../../../src/run/curve.js';
import { openCurve, readCurve } from '../../../src/run/curve-file.js';

const row = (iteration: number, split: 'train' | 'test'): CurveRow => ({
  iteration,
  split,
  loss: 2.3025851249694824,
  accuracy: 0.125,
  top5: undefined,
  learningRate: split === 'train' ? 0.01 : undefined,
  dropinP: 0.5,
  imagesPerSecond: 640.04,
  elapsedS: 1.23456,
});
const rows = [row(0, 'test'), row(0, 'train'), row(5, 'train'), row(10, 'test'), row(10, 'train')];
const text = CURVE_HEADER + rows.map(formatRow).join('');
const lines = text.split('\n');

describe('formatRow', () => {
  it('writes empty fields for missing values', () => {
    expect(formatRow(row(5, 'train'))).toBe('5,train,2.3025851249694824,0.125,,0.01,0.5,640.0,1.235\n');
    expect(formatRow({ ...row(5, 'test'), top5: 1, dropinP: undefined })).toBe(
      '5,test,2.3025851249694824,0.125,1,,,640.0,1.235\n',
    );
  });

  it('writes NaN', () => {
    expect(formatRow({ ...row(5, 'train'), loss: NaN })).toContain('5,train,NaN,');
  });
});

describe('parseCurve', () => {
  it('reads the output of formatRow', () => {
    expect(parseCurve(text)[1]).toEqual({ ...rows[1], imagesPerSecond: 640, elapsedS: 1.235 });
  });

  it('drops a half-written last row', () => {
    expect(parseCurve(`${text}15,train,2.3`)).toHaveLength(5);
  });

  it('refuses a wrong header', () => {
    expect(() => parseCurve('step,loss\n1,2\n')).toThrow('expected the header iteration,split,loss');
  });

  it.each([
    ['1x,train,2.3,0.1,,,,1.0,1.0', 'row 1: expected a number as iteration, found "1x"'],
    ['1,train,,0.1,,,,1.0,1.0', 'row 1: expected a number as loss, found ""'],
    ['1,trial,2.3,0.1,,,,1.0,1.0', 'row 1: expected train or test as split, found "trial"'],
    ['1,train,2.3,1.1,,,,1.0,1.0', 'row 1: expected a number from 0 to 1 as accuracy, found "1.1"'],
    ['1,train,2.3,0.1,,,,1.0', 'row 1: expected 9 fields, found 8'],
    ['1,train,2.3,0.1,,,,1.0,\0', 'row 1: expected a number as elapsed_s, found "\\u0000"'],
  ])('refuses the row %s', (row, message) => {
    expect(() => parseCurve(`${CURVE_HEADER}${row}\n`)).toThrow(message);
  });
});

describe('A2: parseCurve refuses rows that are out of order', () => {
  it.each([
    ['doubled', [0, 1, 1], 'row 3: iteration 0 (train) is out of order'],
    ['swapped', [1, 0], 'row 2: iteration 0 (test) is out of order'],
    ['going back', [3, 2], 'row 2: iteration 5 (train) is out of order'],
  ])('%s', (_, order, message) => {
    const damaged = CURVE_HEADER + order.map((index) => formatRow(rows[index]!)).join('');
    expect(() => parseCurve(damaged)).toThrow(message);
  });
});

describe('curveUpTo', () => {
  it.each<[string, number, boolean, number]>([
    ['at a tested checkpoint, its test row stays and its train row goes', 10, true, 4],
    ['at an untested checkpoint, its test row goes too', 10, false, 3],
    ['between rows', 7, false, 3],
    ['at the beginning', 0, false, 0],
    ['after the last', 20, true, 5],
  ])('%s', (_, iteration, tested, kept) => {
    expect(curveUpTo(text, iteration, tested)).toBe(lines.slice(0, kept + 1).join('\n') + '\n');
  });

  it('drops a half-written last row', () => {
    expect(curveUpTo(`${text}15,tr`, 20, true)).toBe(text);
  });
});

describe('openCurve', () => {
  const path = () => join(mkdtempSync(join(tmpdir(), 'dropin-curve-')), 'curve.csv');

  it('starts with the header, and appends', () => {
    const file = path();
    const curve = openCurve(file);
    curve.append(rows[0]!);
    curve.sync();
    curve.close();
    expect(readFileSync(file, 'utf8')).toBe(CURVE_HEADER + formatRow(rows[0]!));
    expect(readCurve(file)).toHaveLength(1);
  });

  it('appends to the kept text, and returns all rows', () => {
    const file = path();
    writeFileSync(file, 'anything');
    const kept = CURVE_HEADER + rows.slice(0, 4).map(formatRow).join('');
    const curve = openCurve(file, kept);
    curve.append(rows[4]!);
    expect(curve.rows).toHaveLength(5);
    expect(curve.text()).toBe(text);
    curve.close();
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
