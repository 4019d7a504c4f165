// `npm test`: sets up what is missing, then checks formatting, lint, types, import directions and circles, unused exports, and
// runs the tests; stops at the first check that fails. With arguments it only runs vitest: npm test -- test/unit/setup
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from './setup/exit-codes.js';
import { ROOT } from './setup/paths.js';
import { makeCheckoutReady, makeTensorflowReady, reportSetupFailure } from './setup/ready.js';

const TOOLS = {
  prettier: 'prettier/bin/prettier.cjs',
  eslint: 'eslint/bin/eslint.js',
  tsc: 'typescript/bin/tsc',
  depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'knip/bin/knip.js',
  vitest: 'vitest/vitest.mjs',
};

/** @param {keyof typeof TOOLS} tool @param {readonly string[]} args @returns {boolean} whether it passed */
function passes(tool, args) {
  process.stderr.write(`\n$ ${[tool, ...args].join(' ')}\n`);
  const program = join(ROOT, 'node_modules', TOOLS[tool]);
  return spawnSync(process.execPath, [program, ...args], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

/** @param {readonly string[]} args @returns {boolean} */
function testsPass(args) {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-test-'));
  const results = join(folder, 'results.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
    const passed = passes('vitest', ['run', ...reporters, ...args]);
    if (!existsSync(results)) return false;
    const counted = JSON.parse(readFileSync(results, 'utf8'));
    const skipped = counted.numPendingTests + counted.numTodoTests;
    const lines = [`${counted.numPassedTests} passed`, `${counted.numFailedTests} failed`];
    if (skipped > 0) lines.push(`${skipped} skipped`);
    console.log(lines.join(', '));
    return passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.env.DROPIN_DEVICE = 'cpu';
  await makeCheckoutReady({ tools: true });
  await makeTensorflowReady('cpu');
} catch (error) {
  process.exit(reportSetupFailure(error));
}
const args = process.argv.slice(2);
const passed =
  args.length > 0
    ? testsPass(args)
    : passes('prettier', ['--check', '--log-level=warn', '.']) &&
      passes('eslint', ['.']) &&
      passes('tsc', ['-p', 'tsconfig.json']) &&
      passes('depcruise', ['--config', '.dependency-cruiser.cjs', 'src', 'scripts/setup']) &&
      // Without --no-gitignore, knip would ignore src/report/results because of the pattern results/*.
      passes('knip', ['--no-progress', '--no-gitignore']) &&
      testsPass([]);
process.exitCode = passed ? EXIT.OK : EXIT.FAILED;
