import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCompiler, moduleArguments, runPath } from '../../../scripts/setup/binding.js';
import { missingGpu } from '../../../scripts/setup/device.js';
import { processStat } from '../../../scripts/setup/lock/process-stat.js';
import { wheelSet } from '../../../scripts/setup/manifest.js';
import { checkPlatform, installHint, libraryNames } from '../../../scripts/setup/platform.js';
import { findPython } from '../../../scripts/setup/python.js';

const MAC = { platform: 'darwin', arch: 'arm64', glibc: undefined, release: '23.6.0' } as const;
const local = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('on macOS with Apple silicon', () => {
  it('TensorFlow comes from the wheel pinned for it, for the CPU only', () => {
    expect(wheelSet('cpu', MAC)).toMatchObject({
      platforms: ['macosx_12_0_arm64'],
      wheels: [
        {
          file: 'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl',
          sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
        },
      ],
    });
    expect(() => wheelSet('gpu', MAC)).toThrow(
      'TensorFlow 2.21.0 has no gpu build for darwin arm64: use --device cpu',
    );
    expect(missingGpu({}, () => true, MAC)).toBe(
      'TensorFlow has no GPU build for darwin arm64: use --device cpu',
    );
  });

  it('needs macOS 12, as the wheel does', () => {
    checkPlatform(MAC);
    checkPlatform({ ...MAC, release: '21.0.0' });
    expect(() => {
      checkPlatform({ ...MAC, release: '20.6.0' });
    }).toThrow('TensorFlow needs macOS 12 or newer; this is Darwin 20.6.0: update macOS');
    expect(() => {
      checkPlatform({ ...MAC, arch: 'x64' });
    }).toThrow(
      'TensorFlow is set up only on Linux x64 and arm64 and macOS arm64; this is darwin x64: use such a machine or a container',
    );
  });

  it('links and finds the libraries by the names that macOS uses', () => {
    expect(libraryNames('darwin')).toEqual({
      'libtensorflow.dylib': 'libtensorflow_cc.2.dylib',
      'libtensorflow_framework.dylib': 'libtensorflow_framework.2.dylib',
    });
    expect(moduleArguments('darwin')).toEqual(['-bundle', '-undefined', 'dynamic_lookup']);
    expect(runPath('../../tensorflow', 'darwin')).toBe('-Wl,-rpath,@loader_path/../../tensorflow');
  });

  it('unpacks these libraries from the wheel', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dropin-macos-'));
    const names = Object.values(libraryNames('darwin')).map((name) => `tensorflow/${name}`);
    const others = ['tensorflow/python/lib_pywrap_tensorflow_common.dylib'];
    const wheel = join(folder, 'a.whl');
    const script = `import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for name in sys.argv[2:]: z.writestr(name, name)`;
    execFileSync('python3', ['-c', script, wheel, ...names, ...others]);
    const printed = execFileSync('python3', [local('../../../scripts/setup/unpack.py'), wheel, folder]);
    expect(printed.toString().trim().split('\n')).toEqual(names);
    expect(readFileSync(join(folder, names[0]!), 'utf8')).toBe(names[0]);
  });

  it('names the command that installs a missing tool', async () => {
    expect(installHint('g++', 'linux')).toBe('apt-get install g++');
    expect(() => findCompiler({ PATH: '/nowhere' }, 'darwin')).toThrow(
      'a C++ compiler is missing: xcode-select --install (or set CXX)',
    );
    await expect(findPython('/', { PATH: '/nowhere' }, 'darwin')).rejects.toThrow(
      'python3 is missing: xcode-select --install (or set PYTHON)',
    );
  });
});

describe('other machines', () => {
  it('are refused where TensorFlow has no wheel', () => {
    const linux = { platform: 'linux', arch: 'x64', glibc: '2.36', release: '6.1' } as const;
    checkPlatform(linux);
    expect(() => {
      checkPlatform({ ...linux, glibc: '2.26' });
    }).toThrow('TensorFlow needs glibc 2.27 or newer; this is 2.26: use a newer system');
    expect(() => {
      checkPlatform({ ...linux, glibc: undefined });
    }).toThrow(
      'TensorFlow needs glibc; this system has another C library: use Debian, Ubuntu, Fedora or similar',
    );
    expect(() => {
      checkPlatform({ ...linux, platform: 'win32' });
    }).toThrow(
      'TensorFlow is set up only on Linux x64 and arm64 and macOS arm64; this is win32 x64: use such a machine or a container',
    );
  });
});

describe('without /proc', () => {
  it('ps says when a process started, and whether there is one', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(processStat(pid, 'darwin')).toBeUndefined();
    const own = processStat(process.pid, 'darwin')!;
    expect(own.dead).toBe(false);
    expect(own.start).toMatch(/^\w{3} \w{3} \d+ [\d:]{8} \d{4}$/);
    expect(processStat(process.pid, 'darwin')).toEqual(own);
  });

  it('a lock is held by a living process, and taken over from a dead one', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'dropin-macos-')), 'lock');
    const args = ['--require', local('./as-on-macos.cjs'), local('./take-lock.js'), path];
    const first = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    expect(String((await once(first.stdout, 'data'))[0])).toBe('taken\n');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      pid: first.pid,
      process_start: processStat(first.pid!, 'darwin')!.start,
    });
    expect(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout).toBe(`held by ${first.pid!}\n`);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const second = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    expect(String((await once(second.stdout, 'data'))[0])).toBe('taken\n');
    second.kill('SIGKILL');
    await once(second, 'exit');
  });
});
