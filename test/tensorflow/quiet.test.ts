import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DROPIN, start, startProgram, workFolder } from '../../scripts/reliability/processes.js';

const folder = workFolder();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const RUN = `'${process.execPath}' '${DROPIN}' run small.yaml --iterations 2 --set test.interval=2 --threads 1`;
const EXPECTED = `before
results/small-X: training for 2 iterations
iteration 0  test   loss N  accuracy N%  p N  N images/s
iteration 2  test   loss N  accuracy N%  p N  N images/s
results/small-X: test accuracy N% after 2 iterations, N s
curve: results/small-X/curve.csv
after
`;

it.each([
  ['a file to which other programs write too', '2>log >&2', 'log'],
  ['a pipe', '2>&1 | cat >log', 'log'],
])('TensorFlow’s banner is not printed to %s, and nothing is overwritten', async (_, redirection, log) => {
  const line = `{ echo before >&2; ${RUN} --fresh; echo after >&2; } ${redirection}; sleep 0.2`;
  const { stderr } = await startProgram('bash', ['-c', line], folder).ended;
  expect(stderr).toBe('');
  const text = readFileSync(join(folder, log), 'utf8')
    .replace(/small-\w{8}/g, 'small-X')
    .replace(/^a step takes .*\n/m, '')
    .replace(/\d+\.\d+|\d+(?= images| s$)/gm, 'N');
  expect(text).toBe(EXPECTED);
});

const ACTIVATIONS = `
extends: small.yaml
name: activations
network:
${['relu', 'sigmoid', 'tanh', 'leaky_relu', 'elu', 'gelu', 'gelu_tanh']
  .map((activation) => `  - conv: {outputs: 4, kernel: 3, pad: 1, activation: ${activation}}`)
  .join('\n')}
  - fc: {outputs: 10}
solver: {iterations: 2}
test: {interval: 2}
`;

it('TensorFlow optimizes convolutions with every activation without a message', async () => {
  writeFileSync(join(folder, 'activations.yaml'), ACTIVATIONS);
  const { code, stderr } = await start(folder, 'run', 'activations.yaml', '--fresh').ended;
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/^[IWEF]\d{4} /m);
});
