import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/common/paths.js';
import { onDevice } from '../../../src/engine/on-device.js';
import { compile } from '../../../src/graph/compile.js';
import type { CompiledGraph } from '../../../src/graph/compiled.js';
import type { Node } from '../../../src/graph/node.js';
import { elementCount } from '../../../src/common/shapes.js';
import { loadExperiment } from '../../../src/network/load.js';

interface Kernel {
  readonly op: string;
  /** Types that each attribute may have. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** Inputs and outputs that are in host memory. */
  readonly host: readonly string[];
}

/** The kernels of TensorFlow's GPU wheel, written by scripts/golden/gpu_kernels.py. */
const { tensorflow, kernels } = JSON.parse(
  readFileSync(join(PACKAGE_ROOT, 'test/fixtures/gpu-kernels.json'), 'utf8'),
) as { readonly tensorflow: string; readonly kernels: readonly Kernel[] };

const configs = readdirSync(join(PACKAGE_ROOT, 'configs')).filter((name) => name.endsWith('.yaml'));

const STEPS = ['train', 'train_deep', 'evaluate', 'evaluate_deep'] as const;

/** The nodes that training steps and tests run. */
function stepNodes({ signatures }: CompiledGraph): Node[] {
  const found = new Set<Node>();
  const open = STEPS.flatMap((name) => Object.values(signatures[name].outputs).map(({ node }) => node));
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs.map((input) => input.node), ...node.controls);
  }
  return [...found];
}

function gpuKernel({ op, attrs }: Node): Kernel | undefined {
  return kernels.find(
    (kernel) =>
      kernel.op === op &&
      Object.entries(kernel.types).every(([name, types]) => {
        const attr = attrs[name];
        return attr !== undefined && 'type' in attr && types.includes(attr.type);
      }),
  );
}

/** The operations of the steps of all shipped specs that satisfy a condition, with their types. */
function operationsThat(precision: string, holds: (node: Node) => boolean): string[] {
  const found = configs.flatMap((name) => {
    const { network, spec } = loadExperiment(join(PACKAGE_ROOT, 'configs', name), {
      set: [`solver.precision=${precision}`],
    });
    return stepNodes(onDevice(compile(network, spec), 'gpu'))
      .filter(holds)
      .map(({ op, outputs }) => `${op} ${outputs.map(({ dtype }) => dtype).join()}`);
  });
  return [...new Set(found)].sort();
}

/** Names of outputs, as kernels call them. */
const OUTPUTS = ['output', 'sum', 'z'];

/** Whether a node writes more to the host's memory than shapes, counts and a number for each of 1,000 images. */
function writesToHost(node: Node): boolean {
  const elements = node.outputs.map(({ shape }) => elementCount(shape.map((dim) => Math.max(dim, 1))));
  return OUTPUTS.some((name) => gpuKernel(node)?.host.includes(name)) && Math.max(...elements) > 1000;
}

describe('on a GPU', () => {
  it('the kernels are known for the TensorFlow that is set up', () => {
    const wheels = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'scripts/setup/wheels.json'), 'utf8')) as {
      tensorflow: string;
    };
    expect(tensorflow).toBe(wheels.tensorflow);
  });

  it.each(['float32', 'bfloat16'])(
    'every operation of every shipped spec in %s has a kernel',
    (precision) => {
      expect(operationsThat(precision, (node) => gpuKernel(node) === undefined)).toEqual([]);
    },
  );

  it('no mask passes through the host’s memory', () => {
    expect(operationsThat('float32', writesToHost)).toEqual([]);
  });
});
