import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import YAML from 'yaml';
import { onTestFinished } from 'vitest';
import { openProgram, type Program } from '../../../../src/engine/program.js';
import { compile } from '../../../../src/graph/compile.js';
import { buildNetwork } from '../../../../src/network/build.js';
import type { Network } from '../../../../src/network/layer.js';
import type { Descriptor } from '../../../../src/spec/schema/descriptor.js';
import { specSchema, type Spec } from '../../../../src/spec/schema/spec.js';

export interface Built {
  readonly network: Network;
  readonly spec: Spec;
}

/** Builds a network (YAML) for images of a given shape, with further fields of the spec. */
export function build(
  layers: string,
  image: readonly [number, number, number],
  classes: number,
  more: Record<string, unknown> = {},
): Built {
  const spec = specSchema.parse({
    name: 'test',
    dataset: { name: 'test' },
    network: YAML.parse(layers) as unknown,
    solver: { iterations: 10, batch: 4, base_lr: 0.01 },
    ...more,
  });
  const files = { images: 'images', labels: 'labels', count: 1 };
  const descriptor: Descriptor = {
    name: 'test',
    format: 'idx',
    package: 'none',
    image: [...image],
    classes,
    train: files,
    test: files,
    sha256: {},
  };
  return { network: buildNetwork(spec, descriptor), spec };
}

/** LeNet(2N)+DropIn (paper, Table 1), N − 1 convolutions added in each block; `fields` for every layer. */
export function lenet(added: number, more: Record<string, unknown> = {}, fields = ''): Built {
  const settings = `added: ${added}, added_kernel: 3, dropin: true, activation: relu${fields}`;
  return build(
    `
- block: {conv: conv1, outputs: 20, kernel: 5, pad: 0, ${settings}}
- pool: {type: max, kernel: 2, stride: 2}
- block: {conv: conv2, outputs: 50, kernel: 5, pad: 0, ${settings}}
- pool: {type: max, kernel: 2, stride: 2}
- fc: {name: fc3, outputs: 500, activation: relu${fields}}
- fc: {name: fc4, outputs: 10${fields}}`,
    [28, 28, 1],
    10,
    { transform: { scale: 0.00390625 }, ...more },
  );
}

/** Opens a program that divides its training batches among devices, and closes it after the test. */
export async function open({ network, spec }: Built, devices = 1): Promise<Program> {
  const program = await openProgram(compile(network, spec, { devices }));
  onTestFinished(() => {
    program.dispose();
  });
  return program;
}

/** A folder that is deleted after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dropin-test-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}
