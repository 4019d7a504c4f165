import { describe, expect, it } from 'vitest';
import { findCompiler } from '../../../scripts/setup/binding.js';
import { npmCause } from '../../../scripts/setup/dependencies.js';
import { chooseDevice, expectDevice, missingGpu, visibleDevices } from '../../../scripts/setup/device.js';
import { pipCause } from '../../../scripts/setup/download.js';
import { makeFolder } from '../../../scripts/setup/folders.js';
import { cacheRoot } from '../../../scripts/setup/paths.js';

describe('the device', () => {
  const gpu = (path: string) => path === '/dev/nvidiactl';
  const wsl = (path: string) => ['/dev/dxg', '/usr/lib/wsl/lib/libcuda.so.1'].includes(path);
  const dxgOfAnother = (path: string) => path === '/dev/dxg';
  const x64 = process.platform === 'linux' && process.arch === 'x64';

  it('is the requested one', () => {
    expect(chooseDevice('gpu', {}, () => false)).toBe('gpu');
    expect(chooseDevice('cpu', {}, gpu)).toBe('cpu');
    expect(() => chooseDevice('tpu')).toThrow('--device: expected cpu or gpu, found tpu');
  });

  it.runIf(x64)('is the GPU if the driver’s device exists', () => {
    expect(chooseDevice('', {}, gpu)).toBe('gpu');
    expect(chooseDevice('', {}, wsl)).toBe('gpu');
    expect(chooseDevice('', {}, dxgOfAnother)).toBe('cpu');
    expect(chooseDevice('', {}, () => false)).toBe('cpu');
  });

  it.runIf(x64)('is the CPU if CUDA_VISIBLE_DEVICES hides every GPU', () => {
    for (const hidden of ['', '-1', 'none', '-1,0'])
      expect(chooseDevice('', { CUDA_VISIBLE_DEVICES: hidden }, gpu)).toBe('cpu');
    expect(chooseDevice('', { CUDA_VISIBLE_DEVICES: '1,-1' }, gpu)).toBe('gpu');
    expect(visibleDevices('0, GPU-1a-2b,-1,3')).toEqual(['0', 'GPU-1a-2b']);
  });

  it.runIf(x64)('is refused before a download if it cannot exist', () => {
    expect(missingGpu({}, gpu)).toBeUndefined();
    expect(() => {
      expectDevice('gpu', {}, () => false);
    }).toThrow(
      '--device gpu: no NVIDIA GPU can be reached (/dev/nvidiactl does not exist): install the driver, give the container its GPUs, or use --device cpu',
    );
    expect(() => {
      expectDevice('gpu', { CUDA_VISIBLE_DEVICES: '-1' }, gpu);
    }).toThrow('--device gpu: CUDA_VISIBLE_DEVICES=-1 hides every GPU: unset it, or use --device cpu');
    expectDevice('cpu', {}, () => false);
  });
});

describe('the cache', () => {
  it('is in the folder that the environment gives', () => {
    expect(cacheRoot({ DROPIN_CACHE: '/a/b', XDG_CACHE_HOME: '/x' })).toBe('/a/b');
    expect(cacheRoot({ XDG_CACHE_HOME: '/x' })).toBe('/x/dropin');
    expect(cacheRoot({})).toMatch(/\/\.cache\/dropin$/);
  });
});

it('a folder that cannot be created is reported, also below /proc', () => {
  expect(() => {
    makeFolder('/proc/x/y');
  }).toThrow(/^ENOENT: .*'\/proc\/x'$/);
  expect(() => {
    makeFolder('/dev/null/x');
  }).toThrow('ENOTDIR');
});

describe('missing parts, in one line', () => {
  it('names the compiler', () => {
    expect(() => findCompiler({ PATH: '/nowhere' })).toThrow(
      'a C++ compiler is missing: apt-get install g++ (or set CXX)',
    );
    expect(() => findCompiler({ CXX: '/nowhere/c++' })).toThrow(
      'CXX names /nowhere/c++, which does not exist: set it to a C++ compiler',
    );
  });

  it("finds the cause in npm's report", () => {
    const report = [
      'npm warn deprecated x@1: old',
      'npm error code ENOTFOUND',
      'npm error syscall getaddrinfo',
      'npm error network request to https://registry.example/x failed',
      'npm error A complete log of this run can be found in: /tmp/log',
    ].join('\n');
    expect(npmCause(report)).toBe('network request to https://registry.example/x failed');
  });

  it("finds the cause in pip's report", () => {
    const wheel = { name: 'tensorflow-cpu', version: '2.21.0', file: 'a.whl', sha256: '', bytes: 1 };
    const unreachable = `WARNING: Retrying … NewConnectionError('…: Failed to establish a new connection')\nERROR: No matching distribution found`;
    expect(pipCause(wheel, unreachable)).toBe(
      'tensorflow-cpu 2.21.0 could not be downloaded: no connection to the package index: check the network, or set PIP_INDEX_URL',
    );
    expect(pipCause(wheel, 'ERROR: Could not install: [Errno 28] No space left on device\n')).toBe(
      'tensorflow-cpu 2.21.0 could not be downloaded: Could not install: [Errno 28] No space left on device',
    );
  });
});
