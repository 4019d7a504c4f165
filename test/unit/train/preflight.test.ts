import { describe, expect, it } from 'vitest';
import { DropinError } from '../../../src/common/errors.js';
import { compile } from '../../../src/graph/compile.js';
import { expectMemory, memoryNeed, totalBytes } from '../../../src/train/memory.js';
import { Preflight } from '../../../src/train/preflight.js';
import { networkOf, specOf } from '../network/helpers.js';

const failing = (message: string, exitCode: 1 | 2 | 3) => (): never => {
  throw new DropinError(message, exitCode);
};

describe('Preflight', () => {
  it('passes if nothing fails, and returns the results of the checks', async () => {
    const preflight = new Preflight();
    expect(await preflight.check(() => 7)).toBe(7);
    expect(await preflight.check(() => Promise.resolve('x'))).toBe('x');
    preflight.expectNone();
  });

  it('a single failure is thrown unchanged', async () => {
    const preflight = new Preflight();
    await preflight.check(failing('no data', 3));
    expect(() => {
      preflight.expectNone();
    }).toThrow(expect.objectContaining({ message: 'no data', exitCode: 3 }));
  });

  it('several failures are reported at once, with the exit code of the first', async () => {
    const preflight = new Preflight();
    await preflight.check(failing('no data', 3));
    await preflight.check(failing('two\nlines', 1));
    expect(() => {
      preflight.expectNone();
    }).toThrow(expect.objectContaining({ message: '2 problems:\n- no data\n- two\n  lines', exitCode: 3 }));
  });

  it('bugs in the program are not collected', async () => {
    const wrong = () => {
      throw new TypeError('a mistake');
    };
    await expect(new Preflight().check(wrong)).rejects.toThrow('a mistake');
  });
});

const LAYERS = '[conv: {name: conv1, outputs: 4, kernel: 5}, fc: {name: fc2, outputs: 10}]';
/** Weights and biases of both layers. */
const PARAMETERS = 5 * 5 * 4 + 4 + 24 * 24 * 4 * 10 + 10;

describe('the memory of a network', () => {
  const need = (batch: number, iterSize = 1, devices = 1) => {
    const solver = { iterations: 1, batch, iter_size: iterSize, base_lr: 0.1 };
    const spec = specOf(LAYERS, { solver, test: { batch: 1 } });
    return memoryNeed(compile(networkOf(LAYERS, { solver }), spec, { devices }), spec, false);
  };

  it('weights and momentum take 8 bytes per parameter; images take 1 per pixel', () => {
    expect(need(16)).toMatchObject({ state: 8 * PARAMETERS, batches: (16 + 1) * 28 * 28 });
  });

  it('of a step grows with the batch, starting from that of the gradients of the weights', () => {
    const [small, large] = [need(100).step, need(200).step];
    const perImage = (large - small) / 100;
    // At least the images, the convolution’s output and its gradient.
    expect(perImage).toBeGreaterThan(4 * (28 * 28 + 24 * 24 * 4));
    expect(perImage).toBeLessThan(4 * (28 * 28 + 4 * 24 * 24 * 4));
  });

  it('with iter_size is that of one batch, and a sum of gradients', () => {
    const [one, two, whole] = [need(100), need(100, 2), need(200)];
    expect(two).toEqual({ ...one, state: one.state + 4 * PARAMETERS, step: two.step });
    // The update reads the sum and adds the batch’s gradient to it.
    expect(two.step - one.step).toBeLessThanOrEqual(2 * 4 * PARAMETERS);
    expect(two.step + two.state).toBeLessThan(whole.step + whole.state);
  });

  it('divided among two devices is half for each, with a copy of the weights on the second', () => {
    const [whole, divided] = [need(100), need(100, 1, 2)];
    const [second] = divided.others;
    expect(divided.others).toHaveLength(1);
    expect(divided).toMatchObject({ state: whole.state, test: whole.test, batches: whole.batches });
    // Besides half of the step's tensors: the gradients of the second device, and the sums.
    expect(divided.step).toBeGreaterThan(whole.step / 2);
    expect(divided.step).toBeLessThan(whole.step / 2 + 3.5 * 4 * PARAMETERS);
    expect(second).toBeGreaterThan(whole.step / 2);
    expect(second).toBeLessThan(whole.step / 2 + 1.5 * 4 * PARAMETERS);
    // The bytes, once as fed and once divided.
    expect(divided.host).toBe(2 * 100 * 28 * 28);
    expect(totalBytes(divided, 'gpu')).toBe(divided.batches + divided.host);
    const tensors = divided.step + second! + divided.host;
    expect(totalBytes(divided, 'cpu')).toBeCloseTo(1.7 * divided.state + 1.1 * tensors + divided.batches, 3);
  });

  it('of a GPU is not counted as the machine’s', () => {
    const found = need(16);
    expect(totalBytes(found, 'gpu')).toBe(found.batches);
  });

  it('is refused if it does not fit, naming the batch size to reduce', () => {
    const found = { state: 1e9, step: 6e9, others: [], host: 0, test: 3e9, batches: 0 };
    const spec = specOf(LAYERS, { solver: { iterations: 1, batch: 64, base_lr: 0.1 }, test: { batch: 100 } });
    const check = (free: number, more: Partial<typeof found> = {}) => {
      expectMemory({ ...found, ...more }, spec, 'cpu', free);
    };
    check(9e9);
    expect(() => {
      check(8e9);
    }).toThrow(
      'the run needs about 8.3 GB of memory, but only 8.0 GB is free: a batch of 64 takes 6.0 GB, weights and momentum ' +
        '1.0 GB; reduce solver.batch',
    );
    expect(() => {
      check(9e9, { test: 9e9 });
    }).toThrow('a batch of 100 takes 9.0 GB, weights and momentum 1.0 GB; reduce test.batch');
  });
});
