import { expect, it } from 'vitest';
import { stages } from '../../../src/network/stages.js';
import { networkOf } from './helpers.js';

const block = (added: number) =>
  `[block: {conv: c, outputs: 2, kernel: 3, pad: 1, added: ${added}, added_kernel: 3}, fc: {outputs: 10}]`;

function absent(added: number, dropin: object): string[][] {
  return stages(networkOf(block(added), { dropin })).map((stage) => [...stage.absent]);
}

it('a network whose DropIns all begin at 0 has no stages', () => {
  expect(absent(3, { length: 100 })).toEqual([]);
});

it('DropIns that begin late together make one stage', () => {
  expect(absent(2, { length: 100, start: 50 })).toEqual([['c_dropin_2', 'c_dropin_3']]);
});

it('DropIns that begin one after another make a stage each, but for one that begins at 0', () => {
  expect(absent(3, { length: 100, stagger: 10 })).toEqual([['c_dropin_3', 'c_dropin_4'], ['c_dropin_4']]);
});

it('DropIns whose start the test curve decides begin in the network’s order', () => {
  expect(absent(2, { length: 100, advance: { patience: 1, min_gain: 0.01 } })).toEqual([
    ['c_dropin_2', 'c_dropin_3'],
    ['c_dropin_3'],
  ]);
});

it('many DropIns share at most eight stages, and very many one', () => {
  expect(absent(81, { length: 100, stagger: 10 }).map((names) => names.length)).toEqual([
    72, 63, 54, 45, 36, 27, 18, 9,
  ]);
  expect(absent(1000, { length: 100, stagger: 10 }).map((names) => names.length)).toEqual([500]);
});
