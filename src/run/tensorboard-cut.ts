import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { CheckpointState } from './checkpoint-state.js';

/** Record format of an event file (TensorFlow's record_writer.h): length, checksum of the length, data, checksum of the data. */
const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/**
 * Removes the events that a run will write again when it resumes at a checkpoint, so that no point is duplicated. Deletes
 * files without remaining events.
 *
 * @param state State of the checkpoint; undefined if the run starts over: then all events are removed.
 */
export function cutEvents(
  logdir: string,
  state: Pick<CheckpointState, 'iteration' | 'tested'> | undefined,
): void {
  if (!existsSync(logdir)) return;
  for (const name of readdirSync(logdir).filter((one) => one.includes('tfevents'))) {
    const path = join(logdir, name);
    const bytes = readFileSync(path);
    const kept = state === undefined ? { bytes: 0, scalars: 0 } : keptEvents(bytes, state);
    if (kept.scalars === 0) rmSync(path);
    else if (kept.bytes < bytes.length) writeFileAtomic.sync(path, bytes.subarray(0, kept.bytes));
  }
}

/** Size and number of the scalar events before a checkpoint, without a half-written last event. */
function keptEvents(
  bytes: Buffer,
  { iteration, tested }: Pick<CheckpointState, 'iteration' | 'tested'>,
): { bytes: number; scalars: number } {
  let scalars = 0;
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const length = Number(bytes.readBigUInt64LE(at));
    const end = at + HEADER_BYTES + length + FOOTER_BYTES;
    if (end > bytes.length) break;
    const { step, isScalar, isTest } = parseEvent(bytes.subarray(at + HEADER_BYTES, end - FOOTER_BYTES));
    if (isScalar) {
      if (step > iteration || (step === iteration && !(isTest && tested))) break;
      scalars++;
    }
    at = end;
  }
  return { bytes: at, scalars };
}

interface Event {
  readonly step: number;
  readonly isScalar: boolean;
  /** Whether its tag is `test/…`. */
  readonly isTest: boolean;
}

/** Parses the protobuf message Event. Field 2 is the step; field 5 is the summary, whose first string is the tag. */
function parseEvent(message: Buffer): Event {
  let [step, isScalar, isTest] = [0, false, false];
  for (let at = 0; at < message.length;) {
    const key = message[at++]!;
    const field = key >> 3;
    switch (key & 7) {
      case 0: {
        const varint = readVarint(message, at);
        at = varint.end;
        if (field === 2) step = varint.value;
        break;
      }
      case 1:
        at += 8;
        break;
      case 5:
        at += 4;
        break;
      case 2: {
        const { value: length, end } = readVarint(message, at);
        at = end + length;
        if (field === 5) {
          isScalar = true;
          isTest = message.subarray(end, at).includes('test/');
        }
        break;
      }
      default:
        return { step, isScalar, isTest };
    }
  }
  return { step, isScalar, isTest };
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  for (let scale = 1; at < bytes.length; scale *= 128) {
    const byte = bytes[at++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return { value, end: at };
}
