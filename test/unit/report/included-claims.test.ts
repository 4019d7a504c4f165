import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPaper } from '../../../src/report/paper/load.js';
import { renderText } from '../../../src/report/render/text.js';
import { writeReport } from '../../../src/report/render/write.js';
import { Reporter } from '../../../src/report/report.js';

const MORE = `series:
  wide.slow: { network: wide, set: [solver.base_lr=0.001], label: a tenth of the learning rate }
claims:
  - id: X1
    part: extension
    text: The wide network trains at a tenth of the learning rate.
    checks: [{ kind: convergence, series: wide.slow, expect: true }]
  - id: S1
    part: stand-in
    text: The wide network trains on small images.
    checks: [{ kind: convergence, series: wide, expect: true }]
`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropin-claims-'));
  cpSync('docs/example-study', root, { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The example study, including a file with this text. */
function including(more: string, names = '[more.yaml]') {
  const file = join(root, 'claims.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\ninclude: ${names}\n`);
  writeFileSync(join(root, 'more.yaml'), more);
  return loadPaper(file);
}

function messageFor(more: string, names?: string): readonly string[] {
  try {
    including(more, names);
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 2 });
    const lines = (error as Error).message.replaceAll(`${root}/`, '').split('\n');
    return lines.filter((line) => !/^ *\d* \|/.test(line));
  }
  return [];
}

test('the sections of an included file follow those of the file', () => {
  const { data } = including(MORE);
  expect(data.claims.map(({ id, part }) => [id, part])).toEqual([
    ['W1', 'own'],
    ['W2', 'own'],
    ['X1', 'extension'],
    ['S1', 'stand-in'],
  ]);
  expect(Object.keys(data.series)).toEqual(['narrow', 'wide', 'wide.fast', 'wide.slow']);
});

test('stand-ins and further questions are reported apart from the claims of the source, and not counted with them', async () => {
  const report = new Reporter(including(MORE)).report([]);
  const ids = renderText(report, '').match(/^(not run +\w\d|\w.*:$|\w.*: \d.*)/gm);
  expect(ids?.map((line) => line.replace(/^not run +/, ''))).toEqual([
    'W1',
    'W2',
    'Stand-ins:',
    'S1',
    'Further questions:',
    'X1',
    'Claims: 2 not run',
    'Stand-ins: 1 not run',
    'Further questions: 1 not run',
  ]);
  await writeReport(report, join(root, 'out'));
  const read = (name: string) => readFileSync(join(root, 'out', name), 'utf8');
  expect(read('report.md').split('\n').slice(2, 7)).toEqual([
    '| Part | Settings | reproduced | contradicted | undecided | not run |',
    '| --- | --- | --- | --- | --- | --- |',
    '| Claims | as in the study | 0 | 0 | 0 | 2 |',
    '| Stand-ins | as in the study | 0 | 0 | 0 | 1 |',
    '| Further questions | as in the study | 0 | 0 | 0 | 1 |',
  ]);
  const headings = read('report.md').match(
    /^##+ (Claims|Extensions|Stand-ins|Further questions)$|\*\*[WXS]\d\*\*/gm,
  );
  expect(headings).toEqual([
    '## Claims',
    '**W1**',
    '**W2**',
    '## Extensions',
    '### Stand-ins',
    '**S1**',
    '### Further questions',
    '**X1**',
  ]);
  const page = read('index.html').replace(/\s+/g, '');
  expect(page.match(/<b>\d+<\/b><spanclass="badgenot-run">/g)).toEqual([
    '<b>2</b><spanclass="badgenot-run">',
  ]);
  expect(read('claims.csv')).toContain('\nS1,stand-in,');
});

describe('a mistake in an included file is reported with its own position', () => {
  test.each([
    [
      'an unknown series',
      MORE.replace('series: wide.slow,', 'series: wide.slo,'),
      'more.yaml:7:43: claims.2.checks.0.series: expected the id of a series, found "wide.slo", did you mean "wide.slow"?',
    ],
    [
      'an id of the including file',
      MORE.replace('wide.slow: {', 'wide: {'),
      'more.yaml:2:3: series.wide: expected a unique id, found "wide" again',
    ],
    [
      'a claim of the including file',
      MORE.replace('id: X1', 'id: W1'),
      'more.yaml:4:9: claims.2.id: expected a unique id, found "W1" again',
    ],
    [
      'a title',
      `title: More\n${MORE}`,
      'more.yaml:1:1: expected one of experiments, networks, series, accuracy_tables, architecture_tables, diagrams, figures, claims, conditions, deviations in an included file, found "title"',
    ],
    ['a list in place of a map', 'series: []\n', 'more.yaml:1:9: series: expected a map, found a list'],
  ])('%s', (_, more, message) => {
    expect(messageFor(more)).toEqual([message]);
  });

  test('a file that does not exist', () => {
    expect(messageFor(MORE, '[most.yaml]')).toEqual([
      `claims.yaml:43:11: most.yaml: no such file, did you mean "more.yaml"?`,
    ]);
  });

  test('a file in another folder: paths of specs are relative to the including file', () => {
    expect(messageFor(MORE, '[../more.yaml]')).toEqual([
      'claims.yaml:43:11: include.0: expected the name of a YAML file in the same folder, found "../more.yaml"',
    ]);
  });
});
