import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeFakeWheel, type FakeSet } from './fake-wheel.js';

const SCRIPT = fileURLToPath(new URL('./ensure-tensorflow.js', import.meta.url));

let folder: string;
let wheels: FakeSet;
let cache: string;
let offline: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropin-setup-'));
  wheels = makeFakeWheel(folder);
  offline = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, PIP_CONFIG_FILE: '/dev/null' };
});
beforeEach(() => {
  cache = mkdtempSync(join(folder, 'cache-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(set: FakeSet, env: NodeJS.ProcessEnv, cwd = cache) {
  const child = spawn(process.execPath, [SCRIPT, cache, JSON.stringify(set)], { env, cwd, detached: true });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stderr });
    });
  });
  return { child, ended };
}

async function setUp(set: FakeSet, env: NodeJS.ProcessEnv = offline) {
  return start(set, env).ended;
}

/** A Python that reports when a download starts, and is then slow. */
function slowPython(seconds: number) {
  const path = join(cache, 'slow-python');
  const started = join(cache, 'download-started');
  writeFileSync(
    path,
    `#!/bin/sh\ncase "$*" in *"pip download"*) : > '${started}'; sleep ${seconds};; esac\nexec python3 "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { env: { ...offline, PYTHON: path }, started };
}

async function waitFor(path: string) {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Expects the complete folder, with nothing left next to it. */
function expectWhole() {
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual(['fake']);
  expect(readdirSync(join(cache, 'tensorflow/fake')).sort()).toEqual([
    'dropin_fake-1.0.dist-info',
    'files.json',
    'tensorflow',
  ]);
  expect(readdirSync(join(cache, 'tensorflow/fake/tensorflow')).sort()).toEqual([
    'include',
    'libtensorflow.so',
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so',
    'libtensorflow_framework.so.2',
  ]);
  expect(readFileSync(join(cache, 'tensorflow/fake/tensorflow/libtensorflow.so'), 'utf8')).toBe(
    'libtensorflow_cc.so.2',
  );
  expect(readdirSync(join(cache, 'locks'))).toEqual([]);
}

describe('TensorFlow from its wheel', () => {
  it('unpacks the needed files, deletes the wheel, and does nothing the second time', async () => {
    expect((await setUp(wheels)).code).toBe(0);
    expectWhole();
    expect(await setUp(wheels, { ...offline, PATH: '' })).toEqual({ code: 0, stderr: '' });
  });

  it('refuses a wheel with another digest, in one line', async () => {
    const [wheel] = wheels.wheels;
    const { code, stderr } = await setUp({ ...wheels, wheels: [{ ...wheel!, sha256: '0'.repeat(64) }] });
    expect(code).toBe(4);
    expect(stderr).toBe(
      'set-up: downloading dropin-fake 1.0 …\n' +
        'dropin: dropin_fake-1.0-py3-none-any.whl is not the pinned file (its SHA-256 differs): try again; if that does not help, report it to the operator of the package index\n',
    );
    expect(existsSync(join(cache, 'tensorflow/fake'))).toBe(false);
  });

  it('names a wheel that the index does not have', async () => {
    const { code, stderr } = await setUp(wheels, { ...offline, PIP_FIND_LINKS: cache });
    expect(code).toBe(4);
    expect(stderr.split('\n').at(-2)).toBe(
      'dropin: dropin-fake 1.0 is not in the package index that pip uses: check PIP_INDEX_URL',
    );
  });

  it('names a missing Python', async () => {
    expect(await setUp(wheels, { ...offline, PATH: '/nowhere' })).toEqual({
      code: 4,
      stderr: 'dropin: python3 is missing: apt-get install python3 python3-pip (or set PYTHON)\n',
    });
    expect(await setUp(wheels, { ...offline, PYTHON: '/nowhere/python' })).toEqual({
      code: 4,
      stderr:
        'dropin: PYTHON names /nowhere/python, which does not exist: set it to a Python 3 that has pip\n',
    });
  });

  it('names a missing pip', async () => {
    const python = join(cache, 'python-without-pip');
    writeFileSync(python, '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n');
    chmodSync(python, 0o755);
    expect(await setUp(wheels, { ...offline, PYTHON: python })).toEqual({
      code: 4,
      stderr:
        'dropin: pip is missing: apt-get install python3-pip (or set PYTHON to a Python 3 that has it)\n',
    });
  });

  it('reports a disk that is too small', async () => {
    const { code, stderr } = await setUp({ ...wheels, unpackedBytes: 1e18 });
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^dropin: TensorFlow needs 1000000000000 MB in \S+; \d+ MB are free: free some space, or set DROPIN_CACHE to a folder on another disk\n$/,
    );
  });
});

describe('a modified cache', () => {
  const library = () => join(cache, 'tensorflow/fake/tensorflow/libtensorflow_cc.so.2');
  const damage = {
    'one byte changed': () => {
      const bytes = readFileSync(library());
      bytes[3]! ^= 1;
      writeFileSync(library(), bytes);
      utimesSync(library(), 1, 1);
    },
    'a file cut short': () => {
      truncateSync(library(), 5);
    },
    'a file gone': () => {
      rmSync(library());
    },
    'its list damaged': () => {
      writeFileSync(join(cache, 'tensorflow/fake/files.json'), '{');
    },
  };
  const message = {
    'one byte changed': 'tensorflow/libtensorflow_cc.so.2 has different content than when it was unpacked',
    'a file cut short': 'tensorflow/libtensorflow_cc.so.2 has 5 bytes instead of 21',
    'a file gone': 'tensorflow/libtensorflow_cc.so.2 cannot be read: ENOENT',
    'its list damaged': 'files.json is missing or damaged',
  };

  it.each(Object.keys(damage) as (keyof typeof damage)[])('is set up again: %s', async (kind) => {
    expect((await setUp(wheels)).code).toBe(0);
    damage[kind]();
    const { code, stderr } = await setUp(wheels);
    expect(code).toBe(0);
    expect(stderr).toContain(`TensorFlow in ${join(cache, 'tensorflow/fake')} is damaged: ${message[kind]}`);
    expectWhole();
    expect(readFileSync(library(), 'utf8')).toBe('libtensorflow_cc.so.2');
  });

  it('reports the damage if it cannot be set up again', async () => {
    expect((await setUp(wheels)).code).toBe(0);
    damage['a file cut short']();
    const { code, stderr } = await setUp(wheels, { ...offline, PIP_FIND_LINKS: cache });
    expect(code).toBe(4);
    expect(stderr).toContain(message['a file cut short']);
    expect(stderr).toContain('dropin: dropin-fake 1.0 is not in the package index that pip uses');
  });

  it('is used unchanged if only the times differ, as after a copy', async () => {
    expect((await setUp(wheels)).code).toBe(0);
    utimesSync(library(), 1, 1);
    expect(await setUp(wheels, { ...offline, PATH: '' })).toEqual({ code: 0, stderr: '' });
    expectWhole();
  });
});

it('does not run modules from the current folder', async () => {
  const trap = join(cache, 'trap');
  mkdirSync(trap);
  for (const name of ['pip.py', 'zipfile.py', 'os.py'])
    writeFileSync(join(trap, name), `open(${JSON.stringify(join(trap, 'ran'))}, 'w')`);
  const { code } = await start(wheels, { ...offline, PYTHONPATH: trap }, trap).ended;
  expect(code).toBe(0);
  expect(existsSync(join(trap, 'ran'))).toBe(false);
  expectWhole();
});

describe('two concurrent set-ups', () => {
  it('the second waits for the first, and the wheel is downloaded once', async () => {
    const { env, started } = slowPython(2);
    const first = start(wheels, env);
    await waitFor(started);
    const second = await setUp(wheels);
    expect(second).toEqual({
      code: 0,
      stderr: `set-up: waiting for another process to finish the download of TensorFlow (process ${first.child.pid})\n`,
    });
    expect((await first.ended).code).toBe(0);
    expectWhole();
  });

  it('the second continues when the first is killed, and leaves none of its files', async () => {
    const { env, started } = slowPython(60);
    const first = start(wheels, env);
    await waitFor(started);
    process.kill(-first.child.pid!, 'SIGKILL');
    await first.ended;
    expect(readdirSync(join(cache, 'locks'))).toEqual(['tensorflow-fake']);
    expect((await setUp(wheels)).code).toBe(0);
    expectWhole();
  });

  it('an interrupted one ends with 130, and resumes the next time', async () => {
    const { env, started } = slowPython(60);
    const first = start(wheels, env);
    await waitFor(started);
    process.kill(-first.child.pid!, 'SIGINT');
    expect((await first.ended).code).toBe(130);
    expect(readdirSync(join(cache, 'locks'))).toEqual([]);
    expect((await setUp(wheels)).code).toBe(0);
    expectWhole();
  });

  it('a lock whose PID now belongs to another process is ignored', async () => {
    mkdirSync(join(cache, 'locks'));
    const { hostname } = await import('node:os');
    const holder = { pid: process.pid, started: '1', host: hostname() };
    writeFileSync(join(cache, 'locks/tensorflow-fake'), JSON.stringify(holder));
    expect((await setUp(wheels)).code).toBe(0);
    expectWhole();
  });
});
