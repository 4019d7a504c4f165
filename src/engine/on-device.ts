import type { Device } from '../common/device.js';
import type { CompiledGraph } from '../graph/compiled.js';
import { fedBytes } from '../graph/fed-bytes.js';
import { floatMasks } from '../graph/float-masks.js';
import { rewritten } from '../graph/rewrite.js';
import { sharedConstants } from '../graph/shared-constants.js';
import { unflattened } from '../graph/unflattened.js';
import { wideGradients } from '../graph/wide-gradients.js';
import { widened } from '../graph/widened.js';
import { cpuFlags } from './cpu-flags.js';

/**
 * The graph as a device computes it. oneDNN has bfloat16 kernels for x86 processors with AVX-512, with or without units for
 * bfloat16; on others convolutions and matrix products are computed in float32.
 */
export function onDevice<Name extends string>(
  compiled: CompiledGraph<Name>,
  device: Device,
  flags = cpuFlags(),
): CompiledGraph<Name> {
  const hasNarrow = device === 'gpu' || /\bavx512f\b/.test(flags);
  return rewritten(compiled, [
    fedBytes(compiled.graph),
    floatMasks(),
    device === 'gpu' ? unflattened : wideGradients,
    ...(hasNarrow ? [] : [widened]),
    sharedConstants(),
  ]);
}
