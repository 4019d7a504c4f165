import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHeartbeat } from '../../../scripts/setup/lock/heartbeat.js';
import { lockHolder, takeLock } from '../../../src/run/lock.js';

const lockPath = () => join(mkdtempSync(join(tmpdir(), 'dropin-lock-')), 'run', 'run.lock');
const LINUX = process.platform === 'linux';
const SILENT_S = 200;

function lockWith(content: string, ageS = 0): string {
  const path = join(mkdtempSync(join(tmpdir(), 'dropin-lock-')), 'run.lock');
  writeFileSync(path, content);
  const time = Date.now() / 1000 - ageS;
  utimesSync(path, time, time);
  return path;
}

const heldBy = (owner: object, ageS = 0) => lockWith(JSON.stringify(owner), ageS);

/** The lock of a process on the same kernel but in another container, whose PIDs mean nothing here. */
function heldInContainer(pid: number, ageS: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return heldBy(
    {
      pid,
      host: hostname(),
      process_start: '1',
      boot_id: boot,
      pid_namespace: 'pid:[1]',
      heartbeat: true,
    },
    ageS,
  );
}

describe('takeLock', () => {
  it('takes and releases the lock', () => {
    const path = lockPath();
    takeLock(path)();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('names the process that holds the lock', () => {
    const path = lockPath();
    const unlock = takeLock(path);
    expect(() => takeLock(path)).toThrow(
      `${dirname(path)} is in use by process ${process.pid}; wait for it, or name another folder with --out`,
    );
    expect(lockHolder(path)).toEqual({ pid: process.pid, host: hostname(), here: true });
    unlock();
    takeLock(path)();
    expect(lockHolder(path)).toBeUndefined();
  });

  it('takes over from a process that no longer runs', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const path = heldBy({ pid, host: hostname() });
    const unlock = takeLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(LINUX)('takes over from an earlier process with the same PID', () => {
    takeLock(heldBy({ pid: process.pid, host: hostname(), process_start: '1' }))();
  });

  it.runIf(LINUX)('takes over from a zombie that its parent never reaps', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [text] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(text.toString());
      const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      const start = stat()[19]!;
      const path = heldBy({ pid, host: hostname(), process_start: start });
      while (stat()[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 20));
      expect(lockHolder(path)).toBeUndefined();
      takeLock(path)();
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('takes over a file that names no process', () => {
    const path = heldBy({});
    takeLock(path)();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['', '{"pid": 12', '\0\0\0\0'])(
    'takes over a file with content %j once it has been silent',
    (content) => {
      const fresh = lockWith(content);
      expect(() => takeLock(fresh)).toThrow(
        `${fresh} cannot be read: another process may be writing it; try again in 3 minutes`,
      );
      takeLock(lockWith(content, SILENT_S))();
    },
  );

  it('cannot check a process on another machine without a heartbeat', () => {
    const path = heldBy({ pid: 7, host: 'elsewhere' }, SILENT_S);
    expect(() => takeLock(path)).toThrow(
      `${dirname(path)} is in use by process 7 on elsewhere; if that is gone, remove ${path}`,
    );
    expect(lockHolder(path)).toEqual({ pid: 7, host: 'elsewhere', here: false });
  });

  it('checks a process on another machine by its heartbeat', () => {
    const elsewhere = { pid: 7, host: 'elsewhere', process_start: '1', heartbeat: true };
    const path = heldBy(elsewhere, 12);
    expect(() => takeLock(path)).toThrow(
      `${dirname(path)} is in use by process 7 on elsewhere, last seen 12 s ago; if that is gone, try again in 3 minutes`,
    );
    expect(lockHolder(path)).toEqual({ pid: 7, host: 'elsewhere', here: false });
    takeLock(heldBy(elsewhere, SILENT_S))();
  });

  it('reads the lock of an earlier setup', () => {
    expect(() => takeLock(heldBy({ pid: 7, host: 'elsewhere', started: '1' }, 12))).toThrow('last seen 12 s');
    takeLock(heldBy({ pid: 7, host: 'elsewhere', started: '1' }, SILENT_S))();
    takeLock(heldBy({ pid: process.pid, host: hostname(), started: '1' }))();
  });

  it.runIf(LINUX)('does not look up a process in another container by its PID', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const path = heldInContainer(pid, 12);
    expect(() => takeLock(path)).toThrow(
      `in use by process ${pid} on ${hostname()}, last seen 12 s ago; if that is gone, try again in 3 minutes`,
    );
    expect(lockHolder(path)).toEqual({ pid, host: hostname(), here: false });
    takeLock(heldInContainer(process.pid, SILENT_S))();
  });

  const canUnshare = LINUX && spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;
  it.runIf(canUnshare)('is held by a process in another PID namespace', async () => {
    const path = lockPath();
    const script =
      `import { tryLock } from '${new URL('../../../scripts/setup/lock/file.js', import.meta.url).href}';` +
      `tryLock(process.argv[1]); console.log(process.pid); setTimeout(() => {}, 60_000);`;
    mkdirSync(dirname(path));
    const args = ['--pid', '--fork', '--kill-child', '--mount-proc', process.execPath];
    const child = spawn('unshare', [...args, '--input-type=module', '-e', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: 1, host: hostname() });
      expect(() => takeLock(path)).toThrow(/ is in use by process 1 on \S+, last seen \d s ago;/);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('does not follow a link at the path of the lock', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dropin-lock-'));
    const victim = join(folder, 'victim');
    writeFileSync(victim, '{"pid": 1, "host": "elsewhere"}');
    const path = join(folder, 'run.lock');
    symlinkSync(victim, path);
    const unlock = takeLock(path);
    expect(lstatSync(path).isFile()).toBe(true);
    unlock();
    expect(readFileSync(victim, 'utf8')).toBe('{"pid": 1, "host": "elsewhere"}');
    expect(readdirSync(folder)).toEqual(['victim']);
  });

  it('refuses a path that is not a lock file', () => {
    const folder = lockPath();
    mkdirSync(folder, { recursive: true });
    expect(() => takeLock(folder)).toThrow(`${folder} is not a lock file: move it away`);
    if (!LINUX) return;
    const fifo = `${folder}.fifo`;
    spawnSync('mkfifo', [fifo]);
    expect(() => takeLock(fifo)).toThrow(`${fifo} is not a lock file: move it away`);
  });

  it('reports a folder that cannot be created', () => {
    expect(() => takeLock('/dev/null/run/run.lock')).toThrow(/^cannot create \/dev\/null\/run: /);
  });

  it.runIf(LINUX)('records the kernel and the PID namespace', () => {
    const path = lockPath();
    const unlock = takeLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      pid: process.pid,
      host: hostname(),
      process_start: readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')[19],
      boot_id: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      pid_namespace: readlinkSync('/proc/self/ns/pid'),
      heartbeat: true,
    });
    unlock();
  });
});

it('touches the lock while the main thread is busy, without changing its content', async () => {
  const path = lockWith('{"pid": 7}', 3600);
  const stop = startHeartbeat(path, '{"pid": 7}', 20);
  const recent = () => Date.now() - statSync(path).mtimeMs < 60_000;
  await new Promise((resolve) => setTimeout(resolve, 100)); // lets the thread start
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < 500 && !recent(); waited++) Atomics.wait(pause, 0, 0, 20);
  expect(recent()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('{"pid": 7}');
  stop();
});
