/** A JPEG with a repaired header, and what was wrong with it. */
export interface CleanedJpeg {
  readonly file: Uint8Array;
  readonly warning: string;
}

/**
 * Repairs faults in a JPEG's header that libjpeg warns about although every pixel can be decoded: bytes between two
 * segments, and an unknown JFIF version. Undefined if there is no such fault. The data after the header is left as it is: a
 * warning about it means damaged pixels.
 */
export function cleanJpegHeader(file: Uint8Array): CleanedJpeg | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== START_OF_IMAGE) return undefined;
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  const warnings = new Set<string>();
  for (let at = 2; ;) {
    const marker = nextMarker(bytes, at);
    if (marker === undefined || marker + 4 > bytes.length) return undefined;
    if (marker > at) warnings.add('has bytes between the segments of its header');
    const end = marker + 2 + bytes.readUInt16BE(marker + 2);
    if (bytes[marker + 1] === START_OF_SCAN || end > bytes.length) {
      kept.push(bytes.subarray(marker));
      break;
    }
    const segment = Buffer.from(bytes.subarray(marker, end));
    if (isJfif(segment) && segment[JFIF_VERSION] !== 1) {
      warnings.add(`has JFIF version ${segment[JFIF_VERSION]!}`);
      segment[JFIF_VERSION] = 1;
    }
    kept.push(segment);
    at = end;
  }
  return warnings.size === 0
    ? undefined
    : { file: Buffer.concat(kept), warning: [...warnings].join(' and ') };
}

const START_OF_IMAGE = 0xffd8;
const START_OF_SCAN = 0xda;
/** Offset of the major version in the JFIF segment, after marker, length and `JFIF\0`. */
const JFIF_VERSION = 9;

/** Index of the next 0xff, from `at` on, that begins a marker; fill bytes 0xff may precede it. */
function nextMarker(bytes: Buffer, at: number): number | undefined {
  for (let index = bytes.indexOf(0xff, at); index >= 0; index = bytes.indexOf(0xff, index + 1)) {
    const code = bytes[index + 1];
    if (code !== undefined && code !== 0x00 && code !== 0xff) return index;
  }
  return undefined;
}

function isJfif(segment: Buffer): boolean {
  return segment[1] === 0xe0 && segment.toString('latin1', 4, JFIF_VERSION) === 'JFIF\0';
}
