import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Field = number | bigint | Buffer;

/** Records of a TFRecord file: length (8 bytes), checksum (4), data, checksum (4). */
function records(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    found.push(bytes.subarray(at + 12, at + 12 + length));
    at += 12 + length + 4;
  }
  return found;
}

/** The fields of a protobuf message by number; the last one if a field is repeated. */
function fields(message: Buffer): Map<number, Field> {
  const found = new Map<number, Field>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const number = key >> 3;
    switch (key & 7) {
      case 0:
        found.set(number, varint());
        break;
      case 1:
        found.set(number, message.readDoubleLE(at));
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        found.set(number, message.subarray(at, at + length));
        at += length;
        break;
      }
      default:
        found.set(number, message.readFloatLE(at));
        at += 4;
    }
  }
  return found;
}

/** An event (`event.proto`): step 2, summary 5 → value 1 → tag 1, simple_value 2. */
function scalar(record: Buffer) {
  const event = fields(record);
  const summary = event.get(5);
  if (!Buffer.isBuffer(summary)) return [];
  const value = fields(fields(summary).get(1) as Buffer);
  return [{ step: Number(event.get(2) ?? 0n), tag: String(value.get(1)), value: value.get(2) }];
}

/** The scalars of all TensorBoard event files in a folder. */
export function scalarsIn(logdir: string) {
  return readdirSync(logdir).flatMap((name) => records(readFileSync(join(logdir, name))).flatMap(scalar));
}
