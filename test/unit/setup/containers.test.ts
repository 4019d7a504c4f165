import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCompiler } from '../../../scripts/setup/binding.js';
import { checkPlatform } from '../../../scripts/setup/platform.js';
import { findPython } from '../../../scripts/setup/python.js';

const dockerfile = readFileSync('containers/Dockerfile', 'utf8');
const definition = readFileSync('containers/dropin.def', 'utf8');

/** The commands that each recipe runs while it is built. */
const commands = {
  Dockerfile: [...dockerfile.matchAll(/^RUN (.+)$/gm)].map(([, command]) => command!),
  'dropin.def': [...definition.matchAll(/%post\n((?: {4}.+\n)+)/g)]
    .flatMap(([, script]) => script!.split('\n').map((line) => line.trim()))
    .filter((line) => line !== '' && !/^(cd|export) /.test(line)),
};

async function messageOf(find: () => unknown): Promise<string> {
  try {
    await find();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing is missing');
}

describe.each(Object.entries(commands))('containers/%s', (name, lines) => {
  const text = readFileSync(`containers/${name}`, 'utf8');

  it('has the Node that the program needs, on a system with the C library that TensorFlow needs', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    expect(engines.node).toBe('>=20.9');
    expect(text.match(/\bNODE=(\d+)$/gm)!.map((line) => Number(line.trim().slice(5)))).toEqual(
      name === 'Dockerfile' ? [22] : [22, 22],
    );
    expect(text.match(/node:\S+.*?-bookworm-slim/g)).toHaveLength(2);
    checkPlatform({ platform: 'linux', arch: 'x64', glibc: '2.36', release: '' }); // Debian 12, bookworm
  });

  it('installs each Debian package that set-up would ask for', async () => {
    const nowhere = { PATH: '/nowhere' };
    const asked = [
      await messageOf(() => findCompiler(nowhere, 'linux')),
      await messageOf(() => findPython('/', nowhere, 'linux')),
    ].flatMap((message) => /apt-get install ([^(]+) \(/.exec(message)![1]!.split(' '));
    const [line] = lines.filter((command) => command.startsWith('apt-get install'));
    expect(line!.split(' ').filter((word) => /^[a-z]/.test(word))).toEqual([
      'apt-get',
      'install',
      ...asked.toSorted(),
    ]);
  });

  it('lets set-up fetch its pinned TensorFlow while it is built, and installs none itself', () => {
    expect(lines.at(-1)).toBe('dropin setup');
    expect(lines.filter((command) => /\bpip3? install|tensorflow/i.test(command))).toEqual([]);
    expect(lines.filter((command) => /npm (ci|install)/.test(command))).toEqual([
      'npm ci --ignore-scripts',
      'npm install --global --ignore-scripts /package/dropin-*.tgz',
    ]);
  });

  it('runs dropin alone, with the cache and the device that it was built with', () => {
    const [, start] = /(?:ENTRYPOINT|%runscript\n) *(.+)\n/.exec(text)!;
    expect(start).toBe(name === 'Dockerfile' ? '["dropin"]' : 'exec dropin "$@"');
    expect(new Set(text.match(/DROPIN_CACHE=\S+/g))).toEqual(new Set(['DROPIN_CACHE=/opt/dropin-cache']));
    expect(text).toMatch(/^ARG DEVICE=cpu$|^ {4}DEVICE=cpu$/m);
    expect(new Set(text.match(/DROPIN_DEVICE=.+/g))).toEqual(
      new Set([`DROPIN_DEVICE=${name === 'Dockerfile' ? '${DEVICE}' : '{{ DEVICE }}'}`]),
    );
  });
});

it('both recipes run the same commands', () => {
  expect(commands['dropin.def']).toEqual(commands.Dockerfile);
});
