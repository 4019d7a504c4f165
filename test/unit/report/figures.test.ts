import { describe, expect, test } from 'vitest';
import { copiedUnits } from '../../../src/network/dropin-schedule.js';
import { drawChart, NARROW, WIDE } from '../../../src/report/figures/chart.js';
import { drawDropIn } from '../../../src/report/figures/dropin-diagram.js';
import { endLabels } from '../../../src/report/figures/end-labels.js';
import { finalOf, fullPanel, zoomedPanel, type Line } from '../../../src/report/figures/panel.js';
import { toPng } from '../../../src/report/figures/png.js';

const line = (label: string, means: readonly number[], paper?: number): Line => ({
  label,
  points: means.map((mean, i) => ({
    iteration: 100 * (i + 1),
    x: 100 * (i + 1),
    mean,
    low: mean,
    high: mean,
  })),
  seeds: 1,
  unfinished: 0,
  paper,
  runs: [label],
});
const panel = (...lines: Line[]) =>
  fullPanel({ id: 'a', title: 'LeNet(10)', lines, end: 300, yTitle: 'Test accuracy (%)' });

test('the final accuracy of a line is the mean of its last three points', () => {
  expect(finalOf(line('a', [10, 80, 81, 82]))).toBe(81);
  expect(finalOf(line('a', [80, 82]))).toBe(81);
  expect(finalOf(line('a', []))).toBeUndefined();
});

describe('zoomed panel', () => {
  test('lines that end at 98.9 and 98.8 % get a panel from 95 to 100 %', () => {
    const zoom = zoomedPanel(
      panel(line('a', [99, 98.9, 98.8]), line('b', [98, 98.8, 98.8]), line('c', [11, 11, 11])),
    );
    expect(zoom).toMatchObject({ id: 'a-zoom', title: 'LeNet(10): 95 to 100 %', yDomain: [95, 100] });
  });

  test('lines that end 30 percentage points apart, and a single line, get none', () => {
    expect(zoomedPanel(panel(line('a', [90, 90, 90]), line('b', [60, 60, 60])))).toBeUndefined();
    expect(zoomedPanel(panel(line('a', [90, 90, 90])))).toBeUndefined();
    expect(zoomedPanel(panel())).toBeUndefined();
  });

  test('a line that is entirely outside the zoom does not break the PNG', async () => {
    const zoom = zoomedPanel(
      panel(line('a', [99, 98.9, 98.8]), line('b', [98.8, 98.8, 98.8]), line('c', [11, 11, 11])),
    );
    const { svg } = await drawChart(zoom!, WIDE);
    expect(toPng(svg).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('labels at the ends of lines', () => {
  test('82.3 and 82.3 are 13 pixels apart', () => {
    const labels = endLabels(panel(line('a', [82, 82, 82], 82.3), line('b', [82, 82, 82], 82.3)), 300);
    expect(labels.map(({ text }) => text)).toEqual(['◇ 82.3', '◇ 82.3']);
    expect(labels[0]!.shown - labels[1]!.shown).toBeCloseTo((13 / 300) * 90, 6);
    expect((labels[0]!.shown + labels[1]!.shown) / 2).toBeCloseTo(82.3, 6);
  });

  test('62.2 and 62.1 keep their order, and 40 keeps its place', () => {
    const labels = endLabels(
      panel(line('a', [1, 1, 1], 62.1), line('b', [1, 1, 1], 62.2), line('c', [1, 1, 1], 40)),
      300,
    );
    expect(labels.map(({ text }) => text)).toEqual(['◇ 62.2', '◇ 62.1', '◇ 40.0']);
    expect(labels[2]!.shown).toBe(40);
  });

  test('without a printed number they show the measured final accuracy, once the line has reached the end', () => {
    const running = { ...line('b', [50, 60]), unfinished: 1 };
    expect(endLabels(panel(line('a', [97, 98, 99]), running), 300).map(({ text }) => text)).toEqual(['98.0']);
  });
});

describe('axes and legends', () => {
  test('the axis has no numbers if the length of training is unknown', async () => {
    const { svg } = await drawChart({ ...panel(line('VGG8', [])), end: undefined }, WIDE);
    expect(svg).toContain('VGG8 (not run)');
    expect(svg).toContain('>Iteration<');
    expect(svg).not.toMatch(/>[01]<\/text>(?=.*>Iteration<)/);
  });

  test.each([
    ['wide', WIDE],
    ['narrow', NARROW],
  ])('long names stay inside the %s picture', async (_, size) => {
    const long = ['case 1: fc7 dropout', 'case 2: fc7 none', 'case 3: fc7 DropIn, the last of them'];
    const { svg } = await drawChart(panel(...long.map((name) => line(name, [50, 51, 52]))), size);
    for (const name of long) expect(svg).toContain(`>${name}<`);
  });
});

test.each([
  [0, 8],
  [5000, 4],
  [10_000, 0],
])('Figure 1 at iteration %i of 10,000 copies %i of 8 units', (iteration, copied) => {
  expect(copiedUnits(iteration, { length: 10_000, start: 0 }, 8)).toBe(copied);
  expect(drawDropIn(3).svg).toContain(`${copied} of 8 units copied`);
  expect(drawDropIn(1).svg).toContain(`${copied} of 8 units copied`);
});
