/** A JPEG whose header was put right, and what was wrong with it. */
export interface CleanedJpeg {
  readonly file: Uint8Array;
  readonly warning: string;
}

/**
 * Puts right what libjpeg warns of in a JPEG's header although every pixel can be decoded: bytes between two segments, and
 * an unknown version of JFIF. Undefined where there is nothing of the kind. What follows the header stays as it is: a
 * warning about that means damaged pixels.
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
      warnings.add(`is of JFIF version ${segment[JFIF_VERSION]!}`);
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
/** Offset of the major version in JFIF's segment: marker, length, `JFIF\0`. */
const JFIF_VERSION = 9;

/** The next 0xff that begins a marker, from `at` on; 0xff may be repeated before one. */
function nextMarker(bytes: Buffer, at: number): number | undefined {
  for (let place = bytes.indexOf(0xff, at); place >= 0; place = bytes.indexOf(0xff, place + 1)) {
    const code = bytes[place + 1];
    if (code !== undefined && code !== 0x00 && code !== 0xff) return place;
  }
  return undefined;
}

function isJfif(segment: Buffer): boolean {
  return segment[1] === 0xe0 && segment.toString('latin1', 4, JFIF_VERSION) === 'JFIF\0';
}
