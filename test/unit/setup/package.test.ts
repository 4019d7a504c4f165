import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/setup/paths.js';

/** The package, unpacked as npm would install it: next to its dependencies, which are this checkout's. */
let modules: string;

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/types.js')]);
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
      'types',
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

describe('the library in the package', () => {
  /** A program in a folder beside the installed packages; returns what it prints. */
  function runProgram(text: string): string {
    const program = join(modules, '..', `program-${text.length}.mjs`);
    writeFileSync(program, text);
    return execFileSync(process.execPath, [program], { cwd: join(modules, '..'), encoding: 'utf8' });
  }

  it('has types by which the example of docs/library.md compiles, and a mistake does not', () => {
    const [, example] = /```ts\n([^]*?)```/.exec(readFileSync('docs/library.md', 'utf8')) ?? [];
    const folder = join(modules, '..');
    writeFileSync(join(folder, 'example.ts'), example!);
    writeFileSync(
      join(folder, 'mistake.ts'),
      "import { train } from 'dropin';\nawait train('lenet10', { seed: '2' });\n",
    );
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const compiled = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, 'example.ts', 'mistake.ts'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(compiled.stdout.trim()).toBe(
      "mistake.ts(2,26): error TS2322: Type 'string' is not assignable to type 'number'.",
    );
  });

  it('checks a spec, lists runs and judges claims, as the commands do', () => {
    const printed = runProgram(`
      import { report, runs, validate } from 'dropin';
      const results = 'node_modules/dropin/results/reference';
      const listed = runs({ results }).map(({ id }) => id).sort();
      const { data, files } = await report({ results, out: 'report', only: ['F2a'] });
      const claims = data.claims.map(({ id, verdict }) => [id, verdict]);
      console.log(JSON.stringify({ ok: validate('lenet10').ok, listed, claims, page: files.includes('index.html') }));
    `);
    expect(JSON.parse(printed)).toEqual({
      ok: true,
      listed: readdirSync('results/reference').sort(),
      claims: [['F2a', 'reproduced']],
      page: true,
    });
  });

  it('throws what the command would print, with its exit code', () => {
    const printed = runProgram(`
      import { DropinError, runs } from 'dropin';
      try { runs({ results: 'nowhere' }); } catch (error) {
        console.log(error instanceof DropinError, error.exitCode, error.message);
      }
    `);
    expect(printed).toBe(
      'true 2 --results nowhere: no such folder; give the folder that holds your runs, or start one with dropin run\n',
    );
  });
});
