import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { leaves } from '../common/leaves.js';
import { recordBytes } from '../run/event-file.js';
import type { RunRecord } from '../run/record.js';
import type { Spec } from '../spec/schema/spec.js';
import { Event, HParamsPluginData, STATUS } from './hparams-proto.js';

/**
 * What TensorBoard's HParams tab shows of a run: its settings when it begins, its final accuracy and state when it ends. Each
 * is an event file of its own beside that of the curve. TensorBoard reads the files of a folder in the order of their names.
 */
const [START, END] = ['0000000000', '9999999999'].map((time) => `events.out.tfevents.${time}.hparams`) as [
  string,
  string,
];

/** The settings of every run. What `--set` and sweeps change is added. */
const SETTINGS = [
  'seed',
  'solver.type',
  'solver.iterations',
  'solver.batch',
  'solver.base_lr',
  'solver.momentum',
  'solver.weight_decay',
  'dropin.mode',
  'dropin.length',
];

type HParam = number | string | boolean;

/** The settings of a run, by their paths. */
export function hparamsOf(spec: Spec, { overrides }: Pick<RunRecord, 'overrides'>): Map<string, HParam> {
  const changed = (overrides?.set ?? []).map((assignment) => assignment.slice(0, assignment.indexOf('=')));
  const shown = [...SETTINGS, ...changed];
  const isShown = (path: string) => shown.some((one) => path === one || path.startsWith(`${one}.`));
  const found = [...leaves(spec)].filter(([path, value]) => isShown(path) && isHParam(value));
  return new Map(found as [string, HParam][]);
}

function isHParam(value: unknown): value is HParam {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

/** Writes the settings of a run that begins or resumes. */
export function writeSessionStart(logdir: string, spec: Spec, record: RunRecord): void {
  const start = seconds(record.started_at);
  writeEvents(join(logdir, START), start, 0, [sessionStart(hparamsOf(spec, record), start)]);
}

/** The summary value of a session's settings. @param start seconds since 1970 */
export function sessionStart(settings: ReadonlyMap<string, HParam>, start: number): object {
  const hparams = Object.fromEntries([...settings].map(([path, value]) => [path, valueOf(value)]));
  return pluginValue('session_start_info', {
    session_start_info: { hparams, start_time_secs: start },
  });
}

/**
 * Writes how a run ended: nothing if it only stopped, and will resume.
 *
 * @param finalAccuracy A fraction; undefined if there was no test.
 */
export function writeSessionEnd(logdir: string, record: RunRecord, finalAccuracy: number | undefined): void {
  const { status, iteration, updated_at: at } = record;
  if (status !== 'finished' && status !== 'diverged') return;
  const end = {
    status: status === 'finished' ? STATUS.success : STATUS.failure,
    end_time_secs: seconds(at),
  };
  const accuracy =
    finalAccuracy === undefined ? [] : [{ tag: 'final/accuracy', simple_value: finalAccuracy }];
  writeEvents(join(logdir, END), seconds(at), iteration, [
    pluginValue('session_end_info', { session_end_info: end }),
    ...accuracy,
  ]);
}

function valueOf(value: HParam): object {
  if (typeof value === 'number') return { number_value: value };
  return typeof value === 'string' ? { string_value: value } : { bool_value: value };
}

/** The plugin reads the metadata of a summary; the tensor itself is empty: `[0]` of DT_FLOAT. */
function pluginValue(tag: string, data: object): object {
  const content = HParamsPluginData.encode(HParamsPluginData.fromObject(data)).finish();
  return {
    tag: `_hparams_/${tag}`,
    tensor: { dtype: 1, tensor_shape: { dim: [{}] } },
    metadata: { plugin_data: { plugin_name: 'hparams', content } },
  };
}

/** An event file with one event for each value, after that of the file's version. */
function writeEvents(file: string, wallTime: number, step: number, values: readonly object[]): void {
  const events = [
    { wall_time: wallTime, file_version: 'brain.Event:2' },
    ...values.map((value) => ({ wall_time: wallTime, step, summary: { value: [value] } })),
  ];
  writeFileAtomic.sync(file, recordBytes(events.map(eventBytes)));
}

/** A serialized Event. */
export function eventBytes(event: object): Uint8Array {
  return Event.encode(Event.fromObject(event)).finish();
}

function seconds(at: string): number {
  return Date.parse(at) / 1000;
}
