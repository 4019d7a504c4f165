import { expect, test } from 'vitest';
import { readPoints } from '../../../src/run/curve-points.js';
import { HEADER } from '../report/made-run.js';

const ROW = '500,test,0.1,0.97,,,,100.0,5.000\n';

test('an intact file', () => {
  const {
    test: points,
    train,
    problems,
  } = readPoints(`${HEADER}100,train,2.3,0.1,,0.01,0.04,90.0,1.000\n${ROW}`);
  expect(points).toEqual({ iteration: [500], loss: [0.1], accuracy: [0.97], top5: [NaN] });
  expect(train.iteration).toEqual([100]);
  expect(problems).toEqual([]);
});

test('drops and reports a row that is still being written', () => {
  const { test: points, problems } = readPoints(`${HEADER}${ROW}1000,test,0.0`);
  expect(points.iteration).toEqual([500]);
  expect(problems).toEqual(['curve.csv: dropped the last row, which is incomplete']);
});

test('drops and lists damaged rows', () => {
  const damaged = [
    'garbage',
    '600,test,x',
    '700,other,1,1,,,,1,1',
    '400,test,0.1,0.9,,,,1,1',
    '800,test,0.1,1.5,,,,1,1',
  ];
  const { test: points, problems } = readPoints(
    `${HEADER}${ROW}${damaged.join('\n')}\n900,test,0.1,0.98,,,,1,1\n`,
  );
  expect(points.iteration).toEqual([500, 900]);
  expect(problems).toEqual(['curve.csv: dropped damaged rows (lines 3, 4, 5 and 2 more)']);
});

test('refuses a wrong header', () => {
  expect(readPoints('a,b\n1,2\n').problems[0]).toMatch(/^curve.csv: expected the header iteration,split/);
});

test('an empty file', () => {
  expect(readPoints('').problems).toEqual(['curve.csv is empty']);
});
