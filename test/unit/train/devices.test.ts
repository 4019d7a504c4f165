import { describe, expect, it } from 'vitest';
import { expectDevices, expectDivisible, normalizationNote } from '../../../src/train/devices.js';
import { networkOf } from '../network/helpers.js';

function messageOf(check: () => void): unknown {
  try {
    check();
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode: number };
    return [exitCode, message];
  }
  return undefined;
}

describe('a batch', () => {
  it.each([
    [64, 1],
    [64, 4],
    [64, 64],
  ])('of %i is divided among %i devices', (batch, devices) => {
    expect(
      messageOf(() => {
        expectDivisible({ batch }, devices);
      }),
    ).toBeUndefined();
  });

  it.each([
    [64, 3, 'solver.batch (64) is not a multiple of 3: use --gpus 2 or 4, or a batch of 63 or 66'],
    [100, 8, 'solver.batch (100) is not a multiple of 8: use --gpus 5 or 10, or a batch of 96 or 104'],
    [2, 4, 'solver.batch (2) is not a multiple of 4: use --gpus 2, or a batch of 4'],
  ])('of %i is not divided among %i', (batch, devices, message) => {
    expect(
      messageOf(() => {
        expectDivisible({ batch }, devices);
      }),
    ).toEqual([2, `--gpus ${devices}: ${message}`]);
  });
});

describe('the devices', () => {
  const gpus = ['GPU-a', 'GPU-b'];

  it.each([
    [1, 'cpu', {}, []],
    [2, 'gpu', {}, gpus],
    [4, 'cpu', { DROPIN_CPU_DEVICES: '4' }, []],
    // Without nvidia-smi, TensorFlow finds out.
    [2, 'gpu', {}, []],
  ] as const)('%i of kind %s suffice with %o and GPUs %j', (devices, device, env, found) => {
    expect(
      messageOf(() => {
        expectDevices(devices, device, env, found);
      }),
    ).toBeUndefined();
  });

  it.each([
    [2, 'cpu', {}, [], 'this run would use the CPU: leave out --gpus'],
    [
      4,
      'cpu',
      { DROPIN_CPU_DEVICES: '2' },
      [],
      'there are only 2 CPUs (DROPIN_CPU_DEVICES=2): use at most 2',
    ],
    [4, 'gpu', {}, gpus, 'there are only 2 GPUs: use at most 2'],
    [
      2,
      'gpu',
      { CUDA_VISIBLE_DEVICES: '1' },
      ['GPU-b'],
      'there is only 1 GPU (CUDA_VISIBLE_DEVICES=1): use at most 1',
    ],
  ] as const)('%i of kind %s are too many with %o and GPUs %j', (devices, device, env, found, message) => {
    expect(
      messageOf(() => {
        expectDevices(devices, device, env, found);
      }),
    ).toEqual([4, `--gpus ${devices}: ${message}`]);
  });
});

describe('batch normalization', () => {
  const plain = networkOf('[fc: {name: fc, outputs: 10}]');
  const normalized = networkOf('[fc: {name: fc, outputs: 10, batch_norm: {}}]');

  it('on several devices differs from that on one, and the user is told', () => {
    expect(normalizationNote(normalized, { batch: 64 }, 2)).toBe(
      'batch normalization uses the statistics of each device’s 32 images, not of all 64: results differ from those of one device',
    );
  });

  it('on one device, and without it, there is nothing to tell', () => {
    expect(normalizationNote(normalized, { batch: 64 }, 1)).toBeUndefined();
    expect(normalizationNote(plain, { batch: 64 }, 2)).toBeUndefined();
  });
});
