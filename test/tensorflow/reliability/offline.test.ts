import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sweepFolderOf, TINY } from '../sweep/helpers.js';

const DROPIN = fileURLToPath(new URL('../../../bin/dropin', import.meta.url));
const canUnshare = spawnSync('unshare', ['-rn', 'true']).status === 0;
const reason = canUnshare ? '' : ' (skipped: no network namespaces on this machine)';

it.skipIf(!canUnshare)(`trains without any network, once it is set up${reason}`, () => {
  const folder = sweepFolderOf({ 'tiny.yaml': TINY });
  const run = [DROPIN, 'run', join(folder, 'tiny.yaml'), '--iterations', '2', '--quiet', '--threads', '1'];
  const { status, stderr } = spawnSync('unshare', ['-rn', process.execPath, ...run], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/test accuracy/) as string });
});
