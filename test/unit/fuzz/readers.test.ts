import { describe, expect, it } from 'vitest';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

const FUZZ = fileURLToPath(new URL('../../../scripts/fuzz/run.js', import.meta.url));

describe('readers of input from elsewhere', () => {
  it('give a clear error or a result for 150 mutated inputs each', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [FUZZ, '150', '7']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/: 150 inputs, .* 0 findings$/);
  });
});
