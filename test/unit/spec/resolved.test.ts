import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../../src/spec/load.js';
import { specDigest } from '../../../src/spec/identity.js';
import { serializeSpec } from '../../../src/spec/resolved.js';

const CONFIGS = ['lenet', 'lenet10', 'lenet10-plain', 'lenet30', 'lenet50'];

describe('a resolved spec', () => {
  it.each(CONFIGS)('of %s loads as the same spec', (name) => {
    const { spec } = loadSpec(`configs/${name}.yaml`, { scale: 0.37, set: ['solver.base_lr=1e-7'] });
    const file = join(mkdtempSync(join(tmpdir(), 'dropin-resolved-')), 'spec.yaml');
    writeFileSync(file, serializeSpec(spec));
    const again = loadSpec(file).spec;
    expect(again).toEqual(spec);
    expect(specDigest(again)).toBe(specDigest(spec));
  });
});
