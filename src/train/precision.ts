import type { Device } from '../common/device.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import type { SolverSpec } from '../spec/schema/solver.js';

/**
 * A CPU has no TF32: it would compute float32, and the run would be recorded as what it is not.
 *
 * @throws {DropinError} exit code 2
 */
export function expectPrecision({ precision }: Pick<SolverSpec, 'precision'>, device: Device): void {
  if (precision !== 'tf32' || device === 'gpu') return;
  throw new DropinError(
    'solver.precision: tf32 needs an NVIDIA GPU, and this run would use the CPU: choose float32 or bfloat16',
    EXIT.USAGE,
  );
}

/** CPU flags of units that multiply bfloat16 numbers, on x86 and ARM. */
const BFLOAT16_UNITS = /\b(avx512_bf16|amx_bf16|bf16)\b/;

/**
 * What to tell the user before a run in bfloat16 on a CPU without units for it; undefined if there is nothing to tell.
 *
 * @param flags See `cpuFlags`.
 */
export function precisionNote(
  { precision }: Pick<SolverSpec, 'precision'>,
  device: Device,
  flags: string,
): string | undefined {
  if (precision !== 'bfloat16' || device === 'gpu' || flags === '' || BFLOAT16_UNITS.test(flags))
    return undefined;
  return 'solver.precision: this processor has no bfloat16 units (AVX512_BF16, AMX): expect no speed from it';
}
