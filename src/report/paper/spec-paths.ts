import { statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { nearest } from '../../common/nearest.js';
import { showValue } from '../../common/printable.js';
import type { SpecIssue } from '../../spec/issues.js';
import { pathFrom, yamlFilesIn } from '../../spec/source/files.js';
import type { Path } from '../../spec/source/tree.js';
import type { WrittenPaper } from './schema.js';

/** Reports specs named in a claims file that do not exist. Their contents are read when they are needed. */
export function specIssues(
  { experiments, networks, series }: WrittenPaper,
  file: string,
): readonly SpecIssue[] {
  const ofReadings = Object.entries(experiments).flatMap(([id, { readings }]) =>
    readings.flatMap(({ specs }, i) =>
      Object.entries(specs).map(([network, spec]): [Path, string] => [
        ['experiments', id, 'readings', i, 'specs', network],
        spec,
      ]),
    ),
  );
  const ofNetworks = Object.entries(networks).map(([id, { spec }]): [Path, string] => [
    ['networks', id, 'spec'],
    spec,
  ]);
  const ofSeries = Object.entries(series).flatMap(([id, { spec }]): [Path, string][] =>
    spec === undefined ? [] : [[['series', id, 'spec'], spec]],
  );
  return [...ofReadings, ...ofNetworks, ...ofSeries].flatMap(([path, spec]) => missingSpec(path, spec, file));
}

function missingSpec(path: Path, spec: string, file: string): readonly SpecIssue[] {
  const wanted = pathFrom(file, spec);
  if (statSync(wanted, { throwIfNoEntry: false })?.isFile() === true) return [];
  const folder = dirname(wanted);
  const here = relative(dirname(file), folder).replaceAll('\\', '/');
  const known = yamlFilesIn(folder).map((name) => (here === '' ? name : `${here}/${name}`));
  const found = `${showValue(spec)}, which does not exist`;
  return [{ path, expected: 'the path of a spec', found, suggestion: nearest(spec, known) }];
}
