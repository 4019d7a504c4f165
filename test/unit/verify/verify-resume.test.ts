import { describe, expect, it } from 'vitest';
import { certificateText, differing, type Certificate } from '../../../src/verify/certificate.js';
import { planKills } from '../../../src/verify/kill-plan.js';
import { splitState, timelessCurve } from '../../../src/verify/run-digests.js';
import { allocateBatch } from '../../../src/data/batch.js';
import { BatchDigest } from '../../../src/train/batch-digest.js';
import { CURVE_HEADER } from '../../../src/run/curve.js';
import type { Experiment } from '../../../src/network/load.js';

const digests = { weights: 'a1', momentum: 'b2', data_order: 'c3', curve: 'd4' };
const passed: Certificate = {
  spec: 'small',
  spec_digest: '0123456789abcdef0123',
  seed: 1,
  iterations: 100,
  checkpoint_interval: 10,
  curve_rows: 103,
  kills: [
    { killedDuring: 'training', halfWritten: false },
    { killedDuring: 'checkpoint', halfWritten: true },
    { killedDuring: 'start', halfWritten: true },
    { killedDuring: undefined, halfWritten: false },
  ],
  resumed_at: [20, 30],
  determinism: 'bit-exact',
  undisturbed: digests,
  repeated: digests,
  killed: digests,
  differ: [],
  passed: true,
  provenance: {
    dropin: '0.1.0',
    git: null,
    node: '20.0.0',
    tensorflow: '2.21.0',
    tfjs_node: '4.22.0',
    device: 'cpu',
    platform: 'linux-x64',
    cpu: 'a processor',
    cpu_threads: 2,
    threads: null,
    memory_bytes: 1e9,
    data_digest: 'data',
    command: [],
  },
};

describe('the certificate', () => {
  it('of a run that lost nothing', () => {
    expect(certificateText(passed)).toMatchInlineSnapshot(`
      "spec         small, seed 1 (digest 0123456789abcdef)
      length       100 iterations, a checkpoint every 10
      machine      cpu, a processor, 2 threads
      program      dropin 0.1.0, TensorFlow 2.21.0, Node 20.0.0
      kills        3 with SIGKILL: 1 while training or testing, 1 at a checkpoint (2 left it half-written), 1 while starting; 1 came too late
      resumed at   20, 30
      determinism  bit-exact: a repeat of the undisturbed run gave the same digests
                   undisturbed       killed, resumed
      weights      a1                a1                same
      momentum     b2                b2                same
      data order   c3                c3                same
      curve        d4                d4                same (103 rows)
      verdict      passed: bit-identical to the undisturbed run
      "
    `);
  });

  it('of a run whose momentum was lost', () => {
    const killed = { ...digests, momentum: 'x', weights: 'y' };
    const failed = { ...passed, killed, differ: differing(digests, killed), passed: false };
    expect(certificateText(failed)).toContain('\nverdict      FAILED: weights, momentum differ\n');
  });
});

describe('planKills', () => {
  const plan = planKills(10, 100, { startMs: 1000, stepMs: 20 }, 1);

  it('is the same for the same seed, and differs for another one', () => {
    expect(planKills(10, 100, { startMs: 1000, stepMs: 20 }, 1)).toEqual(plan);
    expect(planKills(10, 100, { startMs: 1000, stepMs: 20 }, 2)).not.toEqual(plan);
  });

  it('has every kind, in ascending order', () => {
    expect(plan.map(({ during }) => during).slice(0, 5)).toEqual([
      'training',
      'checkpoint',
      'training',
      'checkpoint',
      'start',
    ]);
    const places = plan.flatMap((kill) => (kill.during === 'start' ? [] : [kill.iteration]));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(-1)).toBeLessThanOrEqual(90);
  });
});

describe('splitState', () => {
  const parameter = (name: string, shape: number[]) => ({ name, shape });
  const experiment = {
    network: { layers: [{ parameters: [parameter('weights', [2]), parameter('biases', [1])], running: [] }] },
    spec: { solver: { type: 'sgd' } },
  } as unknown as Experiment;

  it('reads each array and then its momentum', () => {
    const data = Uint8Array.from([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
    const { weights, solver } = splitState(data, experiment);
    expect([...weights]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3]);
    expect([...solver]).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4]);
  });

  it('refuses a file of the wrong size', () => {
    expect(() => splitState(new Uint8Array(23), experiment)).toThrow(
      'a checkpoint holds 23 bytes, expected 24',
    );
  });
});

describe('timelessCurve', () => {
  it('omits the two time columns', () => {
    const text = `${CURVE_HEADER}0,train,2.3,0.1,,0.01,0,512.0,0.100\n`;
    expect(timelessCurve(text)[1]).toBe('0,train,2.3,0.1,,0.01,0');
  });
});

describe('BatchDigest', () => {
  const batch = (label: number) => {
    const made = allocateBatch(1, 2);
    made.labels[0] = label;
    return made;
  };

  it('continues from its value, and depends on the order', () => {
    const whole = new BatchDigest();
    for (const label of [1, 2]) whole.add(batch(label));
    const [before, swapped] = [new BatchDigest(), new BatchDigest()];
    before.add(batch(1));
    const resumed = new BatchDigest(before.value);
    resumed.add(batch(2));
    for (const label of [2, 1]) swapped.add(batch(label));
    expect(resumed.value).toBe(whole.value);
    expect(swapped.value).not.toBe(whole.value);
  });
});
