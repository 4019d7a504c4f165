import { describe, expect, it } from 'vitest';
import { determinismOf } from '../../../src/train/fingerprint.js';
import { expectPrecision, precisionNote } from '../../../src/train/precision.js';

describe('the precision of a run', () => {
  it('tf32 is refused on a CPU, which would compute float32', () => {
    expect(() => {
      expectPrecision({ precision: 'tf32' }, 'cpu');
    }).toThrow(
      expect.objectContaining({
        message:
          'solver.precision: tf32 needs an NVIDIA GPU, and this run would use the CPU: choose float32 or bfloat16',
        exitCode: 2,
      }),
    );
  });

  it.each([
    ['tf32', 'gpu'],
    ['float32', 'cpu'],
    ['bfloat16', 'cpu'],
  ] as const)('%s is accepted on a %s', (precision, device) => {
    expectPrecision({ precision }, device);
  });

  it('a processor without bfloat16 units is named in one line', () => {
    expect(precisionNote({ precision: 'bfloat16' }, 'cpu', 'avx avx2 avx512f fma')).toBe(
      'solver.precision: this processor has no bfloat16 units (AVX512_BF16, AMX): expect no speed from it',
    );
  });

  it.each([
    ['bfloat16', 'cpu', 'avx512_bf16 avx512f'],
    ['bfloat16', 'cpu', 'amx_bf16 amx_tile'],
    ['bfloat16', 'cpu', 'asimd bf16'],
    ['bfloat16', 'cpu', ''],
    ['bfloat16', 'gpu', 'avx2'],
    ['float32', 'cpu', 'avx2'],
  ] as const)('%s on a %s with the flags “%s” needs no such line', (precision, device, flags) => {
    expect(precisionNote({ precision }, device, flags)).toBeUndefined();
  });
});

describe('the determinism in a fingerprint', () => {
  it.each([
    ['gpu', '1', 'asked for'],
    ['gpu', 'true', 'asked for'],
    ['gpu', '0', 'default'],
    ['gpu', undefined, 'default'],
    ['cpu', '1', 'default'],
  ] as const)('on a %s with TF_DETERMINISTIC_OPS=%s is “%s”', (device, value, expected) => {
    expect(determinismOf(device, value === undefined ? {} : { TF_DETERMINISTIC_OPS: value })).toBe(expected);
  });
});
