import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths.js';

/** The package, unpacked as npm would install it: next to its dependencies, which are this checkout's. */
let modules: string;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-package-'));
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { filename: string }[];
  modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'dropin'), { recursive: true });
  execFileSync('tar', [
    'xzf',
    join(folder, packed!.filename),
    '--strip-components=1',
    '-C',
    join(modules, 'dropin'),
  ]);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
});

function installed(...args: string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'dropin-elsewhere-'));
  const { status, stdout, stderr } = spawnSync(join(modules, 'dropin/bin/dropin'), args, {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the npm package', () => {
  it('contains the program, its specs and its set-up, but no tests or sources', () => {
    expect(readdirSync(join(modules, 'dropin')).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'build',
      'configs',
      'datasets',
      'docs',
      'package.json',
      'paper',
      'results',
      'scripts',
    ]);
    expect(readdirSync(join(modules, 'dropin/scripts'))).toEqual(['setup']);
  });

  it('runs from any folder, and finds its own specs by name and by path', () => {
    expect(installed('validate', 'lenet10', 'configs/vgg16.yaml', 'figure2')).toMatchObject({ status: 2 });
    const { status, stdout, stderr } = installed('validate', 'lenet10', 'configs/vgg16.yaml');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ok \S+\/dropin\/configs\/lenet10.yaml: .+\nok \S+\/dropin\/configs\/vgg16.yaml: .+\n$/,
    );
  });

  it('reports the results that it ships with', () => {
    const { status, stdout } = installed('runs', '--results', join(modules, 'dropin/results/reference'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^lenet10-plain .*11\.35/m);
  });
});
