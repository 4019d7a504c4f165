import { describe, expect, it } from 'vitest';
import { findCompiler } from '../../../scripts/setup/binding.js';
import { npmCause } from '../../../scripts/setup/dependencies.js';
import { askedDevice } from '../../../scripts/setup/device.js';
import { pipCause } from '../../../scripts/setup/download.js';
import { cacheRoot } from '../../../scripts/setup/paths.js';
import { neededDevice } from '../../../scripts/setup/ready.js';

describe('the device', () => {
  it('is the one asked for, on the command line before the environment', () => {
    expect(askedDevice(['run', 'a.yaml', '--device', 'gpu'], { DROPIN_DEVICE: 'cpu' })).toBe('gpu');
    expect(askedDevice(['run', '--device=cpu'], {})).toBe('cpu');
    expect(askedDevice(['run'], { DROPIN_DEVICE: 'gpu' })).toBe('gpu');
    expect(() => askedDevice(['run', '--device', 'tpu'], {})).toThrow(
      '--device: expected cpu or gpu, found tpu',
    );
  });

  it('is needed only by commands that compute', () => {
    expect(neededDevice(['run', 'a.yaml', '--device', 'cpu'])).toBe('cpu');
    expect(neededDevice(['--device', 'cpu', 'run', 'a.yaml'])).toBe('cpu');
    for (const args of [
      [],
      ['--version'],
      ['run', '--help'],
      ['validate', 'run'],
      ['doctor'],
      ['rum', 'a.yaml'],
    ]) {
      expect(neededDevice(args)).toBeUndefined();
    }
  });
});

describe('the cache', () => {
  it('is where the environment says', () => {
    expect(cacheRoot({ DROPIN_CACHE: '/a/b', XDG_CACHE_HOME: '/x' })).toBe('/a/b');
    expect(cacheRoot({ XDG_CACHE_HOME: '/x' })).toBe('/x/dropin');
    expect(cacheRoot({})).toMatch(/\/\.cache\/dropin$/);
  });
});

describe('what is missing, in one line', () => {
  it('names the compiler', () => {
    expect(() => findCompiler({ PATH: '/nowhere' })).toThrow(
      'a C++ compiler is missing: apt-get install g++ (or set CXX)',
    );
    expect(() => findCompiler({ CXX: '/nowhere/c++' })).toThrow(
      'CXX names /nowhere/c++, which is not there: set it to a C++ compiler',
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
