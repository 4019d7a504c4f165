import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sweepFolderOf, TINY } from '../sweep/helpers.js';

const DROPIN = fileURLToPath(new URL('../../../bin/dropin', import.meta.url));

/** Mounts a read-only file system on the folder $0, where not even root may write, and runs the rest. */
const READ_ONLY = 'mount -t tmpfs -o ro none "$0" && exec "$@"';

const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', READ_ONLY, '/mnt', 'true']).status === 0;
const reason = canMount ? '' : ' (skipped: no mount namespaces on this machine)';

it.skipIf(!canMount)(
  `a read-only run folder fails its run with a message; the others finish${reason}`,
  async () => {
    const folder = sweepFolderOf({
      'blocked.yaml': TINY.replace('name: tiny', 'name: blocked').replace('base_lr: 0.01', 'base_lr: 0.02'),
      'tiny.yaml': TINY,
      'two.yaml': 'name: two\nsweep: {specs: [blocked.yaml, tiny.yaml]}\n',
    });
    const blocked = join(folder, 'results/blocked');
    mkdirSync(blocked, { recursive: true });
    const args = ['-rm', 'sh', '-c', READ_ONLY, blocked, process.execPath, DROPIN, 'sweep', 'two.yaml'];
    const child = spawn('unshare', [...args, '--threads', '1'], { cwd: folder });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += String(text)));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/^blocked-[0-9a-f]{8}: failed at iteration 0\n {2}exit code 1; /m);
    expect(stderr).toMatch(/^ +results\/blocked cannot be written to: EROFS: read-only file system, /m);
    expect(stderr).toMatch(/^tiny-[0-9a-f]{8}: done at iteration 200/m);
    expect(stderr).toContain('1 run failed; --retry-failed starts them again');
    expect(stderr).not.toContain('DROPIN_DEBUG');
  },
);
