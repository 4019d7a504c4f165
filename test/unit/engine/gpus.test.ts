import { describe, expect, it } from 'vitest';
import { gpusInUse, onlyFirst } from '../../../src/engine/gpus.js';

const gpu = (letter: string, name = 'A100') => ({
  uuid: `GPU-${letter}`,
  name,
  driver: '580.1',
  capability: 8,
  memoryBytes: 8e9,
  freeBytes: 8e9,
});
const alike = () => [gpu('a'), gpu('b'), gpu('c')];
const mixed = () => [gpu('a', 'T4'), gpu('b', 'A100')];

describe('the GPUs in use', () => {
  it.each([
    [undefined, 1, ['GPU-a']],
    [undefined, 2, ['GPU-a', 'GPU-b']],
    ['1,0', 1, ['GPU-b']],
    ['1,0', 2, ['GPU-b', 'GPU-a']],
    ['GPU-c,MIG-7f', 2, ['GPU-c', undefined]],
    ['7', 1, [undefined]],
    ['', 1, []],
  ])('with CUDA_VISIBLE_DEVICES=%s, %i of them', (visible, count, uuids) => {
    const env = visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible };
    expect(gpusInUse(count, env, alike).map((found) => found?.uuid)).toEqual(uuids);
  });
});

describe('the other GPUs are hidden from TensorFlow', () => {
  it.each([
    [{}, 1, 'GPU-a'],
    [{}, 2, 'GPU-a,GPU-b'],
    [{ CUDA_VISIBLE_DEVICES: '2,1' }, 1, 'GPU-c'],
    [{ CUDA_VISIBLE_DEVICES: 'MIG-7f,MIG-8a' }, 1, 'MIG-7f'],
  ])('%o, %i used: %s', (env, count, value) => {
    expect(onlyFirst(count, env, alike)).toBe(value);
  });

  it('not where there are no others, or where nvidia-smi is missing', () => {
    expect(onlyFirst(3, {}, alike)).toBeUndefined();
    expect(onlyFirst(1, {}, () => [])).toBeUndefined();
  });

  it('not if CUDA may call another one the first: of several models, the fastest', () => {
    expect(onlyFirst(1, {}, mixed)).toBeUndefined();
    expect(onlyFirst(1, { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, mixed)).toBe('GPU-a');
    expect(onlyFirst(1, { CUDA_VISIBLE_DEVICES: '1,0' }, mixed)).toBe('1');
  });
});
