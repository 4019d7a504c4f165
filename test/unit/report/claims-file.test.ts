import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPaper } from '../../../src/report/paper/load.js';
import { paperJsonSchemaText } from '../../../src/report/paper/json-schema.js';

const STUDY = 'docs/example-study';
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropin-claims-'));
  cpSync(STUDY, root, { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('paper/schema.json is what `dropin schema --paper` prints', () => {
  expect(readFileSync('paper/schema.json', 'utf8')).toBe(paperJsonSchemaText());
});

/** The message for the example with some text replaced, without its folder and excerpts. */
function messageFor(...changes: readonly (readonly [string, string])[]): readonly string[] {
  const file = join(root, 'claims.yaml');
  const text = changes.reduce(
    (before, [from, to]) => {
      expect(before).toContain(from);
      return before.replace(from, to);
    },
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, text);
  try {
    loadPaper(file);
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 2 });
    const lines = (error as Error).message.replaceAll(`${root}/`, '').split('\n');
    return lines.filter((line) => !/^ *\d* \|/.test(line));
  }
  return [];
}

test('the example is valid', () => {
  expect(messageFor()).toEqual([]);
});

test('docs/claims.md shows the message for a mistake', () => {
  const file = join(root, 'claims.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('left: wide,', 'left: wied,'));
  let message = '';
  try {
    loadPaper(file);
  } catch (error) {
    message = (error as Error).message.replaceAll(`${root}/`, '');
  }
  expect(readFileSync('docs/claims.md', 'utf8')).toContain(`\`\`\`text\n${message}\n\`\`\``);
});

describe('a mistake is reported with its position, what was expected and found, and the nearest name', () => {
  test.each([
    [
      'a key',
      '  seeds: 3',
      '  seds: 3',
      'claims.yaml:9:5: experiments.mnist.seds: expected a known key, found "seds", did you mean "seeds"?',
    ],
    [
      'a type',
      '  seeds: 3',
      '  seeds: three',
      'claims.yaml:9:12: experiments.mnist.seeds: expected a number, found "three"',
    ],
    [
      'a kind of check',
      'kind: value',
      'kind: vlue',
      'claims.yaml:41:22: claims.1.checks.0.kind: expected one of convergence, difference, value, cells, found "vlue", did you mean "value"?',
    ],
    [
      'a statistic',
      'statistic: final,',
      'statistic: finall,',
      'claims.yaml:37:45: claims.0.checks.0.statistic: expected final, found "finall", did you mean "final"?',
    ],
    [
      'a key of a statistic',
      'statistic: final,',
      'statistic: { settle_above: 3 },',
      'claims.yaml:37:47: claims.0.checks.0.statistic.settle_above: expected a known key, found "settle_above", did you mean "settles_above"?',
    ],
    [
      'an incomplete statistic',
      'statistic: final,',
      'statistic: { change: [1] },',
      'claims.yaml:37:47: claims.0.checks.0.statistic.change: expected at least 2 items, found [1]',
    ],
    [
      'neither a string nor a mapping',
      'statistic: final,',
      'statistic: 5,',
      'claims.yaml:37:45: claims.0.checks.0.statistic: expected final or added_layers or a mapping, found 5',
    ],
    [
      'a series',
      'left: wide,',
      'left: wied,',
      'claims.yaml:37:58: claims.0.checks.0.left: expected the id of a series, found "wied", did you mean "wide"?',
    ],
    [
      'a network',
      'wide: { network: wide }',
      'wide: { network: wider }',
      'claims.yaml:17:20: series.wide.network: expected the id of a network, found "wider", did you mean "wide"?',
    ],
    [
      'a line of a figure',
      'lines: [narrow,',
      'lines: [narow,',
      'claims.yaml:31:47: figures.curves.panels.0.lines.0: expected the id of a series, found "narow", did you mean "narrow"?',
    ],
    [
      'a table',
      'shown_in: [accuracies]',
      'shown_in: [accuracy]',
      'claims.yaml:40:16: claims.1.shown_in.0: expected the id of a table or figure, found "accuracy", did you mean "accuracies"?',
    ],
    [
      'a spec',
      'spec: wide.yaml',
      'spec: wider.yaml',
      'claims.yaml:13:30: networks.wide.spec: expected the path of a spec, found "wider.yaml", which does not exist, did you mean "wide.yaml"?',
    ],
    [
      'no bound',
      ', above: 0.5',
      '',
      'claims.yaml:37:14: claims.0.checks.0: expected above, below or both, found neither',
    ],
    [
      'bounds in the wrong order',
      'above: 0.5',
      'above: 0.5, below: 0.1',
      'claims.yaml:37:98: claims.0.checks.0.below: expected more than above, which is 0.5, found 0.1',
    ],
    [
      'a number from a series of any length',
      'label: five',
      'dropin: any, label: five',
      'claims.yaml:26:19: accuracy_tables.accuracies.rows.2.series: expected a series of one length, found "wide.fast", whose dropin is any',
    ],
    [
      'an id that is a path',
      '  accuracies:\n',
      '  ../accuracies:\n',
      'claims.yaml:21:3: accuracy_tables.../accuracies: expected an id: letters, digits, "_", "." and "-", starting with a letter or digit, found "../accuracies"',
    ],
    [
      'a repeated id',
      'id: W2',
      'id: W1',
      'claims.yaml:38:9: claims.1.id: expected a unique id, found "W1" again',
    ],
    [
      'a reserved id',
      'id: W2',
      'id: runs',
      'claims.yaml:38:9: claims.1.id: expected a unique id, found "runs", which every report has',
    ],
    [
      'half a shape',
      'spec: wide.yaml',
      'spec: wide.yaml, kernel: 5',
      'claims.yaml:13:3: networks.wide: expected convolutions and kernel, or neither, found one of them',
    ],
    [
      'labels without columns',
      'series: narrow, expected',
      'series: narrow, labels: [a, b], expected',
      'claims.yaml:24:27: accuracy_tables.accuracies.rows.0.labels: expected 1 label, one for each column, found 2',
    ],
  ])('%s', (_, from, to, message) => {
    expect(messageFor([from, to])).toEqual([message]);
  });

  test('several mistakes are reported at once', () => {
    expect(messageFor(['left: wide,', 'left: wied,'], ['spec: wide.yaml', 'spec: wider.yaml'])).toHaveLength(
      2,
    );
  });

  test('a missing file', () => {
    expect(() => loadPaper(`${STUDY}/claim.yaml`)).toThrow(
      'docs/example-study/claim.yaml: no such file, did you mean "docs/example-study/claims.yaml"?',
    );
  });

  test('a spec in place of a claims file', () => {
    expect(() => loadPaper(`${STUDY}/narrow.yaml`)).toThrow(
      'docs/example-study/narrow.yaml:8:1: expected a claims file, found a spec: train it with `dropin run`',
    );
  });
});
