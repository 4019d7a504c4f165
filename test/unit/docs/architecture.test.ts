import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { skippedChannels, skippingConvs } from '../../../src/graph/skipping.js';
import { copiedUnits } from '../../../src/network/dropin-schedule.js';
import { loadExperiment } from '../../../src/network/load.js';
import { scheduledLayers } from '../../../src/network/scheduled.js';

it('the worked example of docs/architecture.md matches what the program computes', () => {
  const { network } = loadExperiment('configs/lenet10.yaml', { set: ['dropin.length=2500'] });
  const scheduled = scheduledLayers(network);
  const copied = scheduled.map(({ units }) => copiedUnits(1000, { length: 2500, start: 0 }, units));
  expect(scheduled[0]!.units).toBe(11_520);
  expect(copied[0]).toBe(6912);
  expect(skippedChannels(skippingConvs(network), copied)[0]).toBe(12);
  const page = readFileSync('docs/architecture.md', 'utf8');
  for (const number of ['n = 11,520', '⌈0.6 · 11,520⌉ = 6,912', '⌊6,912 / 576⌋ = 12', '20 − 12 = 8'])
    expect(page).toContain(number);
});
