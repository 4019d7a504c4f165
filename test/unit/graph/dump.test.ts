import { expect, it } from 'vitest';
import { compile } from '../../../src/graph/compile.js';
import { dump } from '../../../src/graph/dump.js';
import { operations } from '../../../src/graph/registry.js';
import { build, lenet } from '../../tensorflow/graph/helpers/networks.js';

/** The snapshots show a change of the compiler line by line. `npx vitest run test/unit/graph --update=all` accepts it. */
it('compiles LeNet', async () => {
  const { network, spec } = lenet(0);
  await expect(dump(compile(network, spec).graph)).toMatchFileSnapshot('__snapshots__/lenet.txt');
});

it('compiles a DropIn block of two convolutions', async () => {
  const { network, spec } = build(
    `
- block: {conv: conv1, outputs: 2, kernel: 3, pad: 1, added: 1, added_kernel: 3, dropin: true, activation: relu}
- pool: {type: average, kernel: 3, stride: 2}
- fc: {outputs: 2}`,
    [6, 6, 1],
    2,
  );
  await expect(dump(compile(network, spec).graph)).toMatchFileSnapshot('__snapshots__/dropin-block.txt');
});

it('writes one node per line: name, operation, inputs, controls, attributes, outputs', () => {
  const { network, spec } = build('- fc: {name: fc, outputs: 2, bias: false}', [1, 1, 3], 2);
  const lines = dump(compile(network, spec).graph).split('\n');
  expect(lines).toContain(
    'fc/weights = VarHandleOp() {dtype="float32", shape=[3, 2], shared_name="fc/weights"} : resource[]',
  );
  expect(lines).toContain('labels = Placeholder() {dtype="int32", shape=[N]} : int32[N]');
  expect(lines.find((line) => line.startsWith('train/fc/MatMul ='))).toBe(
    'train/fc/MatMul = MatMul(train/fc/Reshape, train/ReadVariableOp) {transpose_a=false, transpose_b=false} : float32[4, 2]',
  );
  expect(lines.find((line) => line.startsWith('train/result ='))).toMatch(
    /^train\/result = Identity\(train\/Pack, \^train\/ResourceApplyKerasMomentum\) : float32\[2\]$/,
  );
});

it('compiles the same graph every time', () => {
  const text = () => dump(compile(lenet(4).network, lenet(4).spec).graph);
  expect(text()).toBe(text());
});

it('compiles only registered operations', () => {
  const { network, spec } = lenet(2);
  for (const { op } of compile(network, spec).graph.nodes) expect(operations.has(op), op).toBe(true);
});
