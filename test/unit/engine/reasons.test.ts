import { expect, it } from 'vitest';
import { reasonsFrom } from '../../../src/engine/reasons.js';

it('quotes the lines of TensorFlow’s log that explain why there is no GPU', () => {
  const log = `WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1795577980.116656   11066 port.cc:153] oneDNN custom operations are on.
E0000 00:00:1795577980.2 11066 cuda_dnn.cc:8310] Unable to register cuDNN factory: one is registered
E0000 00:00:1795577980.3   11066 cuda_platform.cc:51] failed call to cuInit: INTERNAL: CUDA error: UNKNOWN ERROR (303)
2026-11-25 04:00:00.123456: W tensorflow/core/common_runtime/gpu/gpu_device.cc:2343] Cannot dlopen some GPU libraries.
W0000 00:00:1795577980.4   11066 gpu_device.cc:2343] Cannot dlopen some GPU libraries.
`;
  expect(reasonsFrom(log)).toEqual([
    'failed call to cuInit: INTERNAL: CUDA error: UNKNOWN ERROR (303)',
    'Cannot dlopen some GPU libraries.',
  ]);
  expect(reasonsFrom('')).toEqual([]);
});
