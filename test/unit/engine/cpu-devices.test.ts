import { expect, it } from 'vitest';
import { cpuDevices } from '../../../src/engine/cpu-devices.js';

it.each([
  [undefined, 1],
  ['', 1],
  ['4', 4],
])('DROPIN_CPU_DEVICES=%s gives %i', (value, count) => {
  expect(cpuDevices(value === undefined ? {} : { DROPIN_CPU_DEVICES: value })).toBe(count);
});

it.each(['0', '-1', '128', 'two', '1.5'])('DROPIN_CPU_DEVICES=%s is refused', (value) => {
  expect(() => cpuDevices({ DROPIN_CPU_DEVICES: value })).toThrow(
    expect.objectContaining({
      message: `DROPIN_CPU_DEVICES=${value}: expected a whole number from 1 to 127`,
      exitCode: 2,
    }),
  );
});
