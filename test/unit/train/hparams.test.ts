import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crc32c, recordBytes } from '../../../src/run/event-file.js';
import { eventBytes, hparamsOf, sessionStart } from '../../../src/train/hparams.js';
import { Event, HParamsPluginData } from '../../../src/train/hparams-proto.js';
import { FakeRun } from './fake-run.js';

describe('event files', () => {
  it('have CRC-32C checksums: the check value of the catalogue, and 32 zeros of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('frame a record as TensorFlow does: length, masked checksum, data, masked checksum', () => {
    // By tensorflow 2.21.0: tf.io.TFRecordWriter(file).write(b'dropin')
    expect(recordBytes([Buffer.from('dropin')]).toString('hex')).toBe(
      '06000000000000007369d53764726f70696ee56048e9',
    );
  });
});

/** `summary_v2.hparams_pb({'name': 'x', 'lr': 0.1, 'n': True}, trial_id='t', start_time_secs=1.5)` of tensorboard 2.21.0, without the group name. */
it('sessionStart is the summary that TensorBoard’s own writer makes', () => {
  const settings = new Map<string, number | string | boolean>([
    ['name', 'x'],
    ['lr', 0.1],
    ['n', true],
  ]);
  const hex = Buffer.from(eventBytes({ summary: { value: [sessionStart(settings, 1.5)] } })).toString('hex');
  expect(hex).toBe(
    '2a69' +
      '0a670a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f42060801120212004a3f0a3d0a076870' +
      '6172616d7312321a300a0b0a046e616d6512031a01780a0f0a026c721209119a9999999999b93f0a070a016e1202200129000000000000f83f',
  );
});

interface Read {
  readonly step?: number;
  readonly file_version?: string;
  readonly summary?: {
    readonly value: readonly {
      readonly tag: string;
      readonly simple_value?: number;
      readonly metadata?: {
        readonly plugin_data: { readonly plugin_name: string; readonly content: Uint8Array };
      };
    }[];
  };
}

/** The events of a file. */
function eventsIn(file: string): Read[] {
  const bytes = readFileSync(file);
  const events: Read[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    const message = Event.decode(bytes.subarray(at + 12, at + 12 + length));
    events.push(Event.toObject(message, { longs: Number }));
    at += 12 + length + 4;
  }
  return events;
}

function pluginData(event: Read | undefined): Record<string, unknown> {
  const [value] = event!.summary!.value;
  expect(value!.metadata!.plugin_data.plugin_name).toBe('hparams');
  return HParamsPluginData.toObject(HParamsPluginData.decode(value!.metadata!.plugin_data.content));
}

const startOf = (run: FakeRun) => join(run.folder.tensorboard, 'events.out.tfevents.0000000000.hparams');
const endOf = (run: FakeRun) => join(run.folder.tensorboard, 'events.out.tfevents.9999999999.hparams');

describe('a run in TensorBoard’s HParams tab', () => {
  it('has its main settings, and those that --set changed', () => {
    const run = new FakeRun();
    const set = ['network.0.block.outputs=4', 'solver.policy={type: step, gamma: 0.5, step: 7}'];
    const { spec } = run.experiment(...set);
    expect(Object.fromEntries(hparamsOf(spec, { overrides: { set } }))).toEqual({
      seed: 1,
      'dropin.mode': 'gradual',
      'dropin.length': 10,
      'network.0.block.outputs': 4,
      'solver.type': 'sgd',
      'solver.iterations': 20,
      'solver.batch': 3,
      'solver.base_lr': 0.01,
      'solver.momentum': 0.9,
      'solver.weight_decay': 0,
      'solver.policy.type': 'step',
      'solver.policy.gamma': 0.5,
      'solver.policy.step': 7,
    });
  });

  it('begins with its settings, and ends with its state and final accuracy', async () => {
    const run = new FakeRun();
    const { record } = await run.run({ correctAt: { 8: 0.5, 16: 1, 20: 1.5 } });
    const [version, start] = eventsIn(startOf(run));
    expect(version!.file_version).toBe('brain.Event:2');
    expect(pluginData(start)).toMatchObject({
      session_start_info: {
        hparams: { seed: { number_value: 1 }, 'solver.type': { string_value: 'sgd' } },
        start_time_secs: Date.parse(record.started_at) / 1000,
      },
    });
    const [, end, accuracy] = eventsIn(endOf(run));
    expect(end!.step).toBe(20);
    expect(pluginData(end)).toEqual({
      session_end_info: { status: 1, end_time_secs: Date.parse(record.updated_at) / 1000 },
    });
    // 3 batches of test images: 1.5, 3 and 4.5 of 5 correct.
    expect(accuracy!.summary!.value[0]).toMatchObject({
      tag: 'final/accuracy',
      simple_value: Math.fround(0.6),
    });
  });

  it('has no end while it is stopped, and one end after it resumed', async () => {
    const run = new FakeRun();
    await run.run({ signalAt: 9 });
    expect([existsSync(startOf(run)), existsSync(endOf(run))]).toEqual([true, false]);
    const before = readFileSync(startOf(run));
    await run.run();
    expect(readFileSync(startOf(run)).equals(before)).toBe(true);
    expect(eventsIn(endOf(run))).toHaveLength(3);
  });

  it('fails if its loss was NaN', async () => {
    const run = new FakeRun();
    await run.run({ nanAt: 9 });
    expect(pluginData(eventsIn(endOf(run))[1])).toMatchObject({ session_end_info: { status: 2 } });
  });
});
