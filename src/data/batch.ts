/** Images and labels for one step. The arrays may be reused for the next batch. */
export interface Batch {
  /** `[count, H, W, C]`, raw pixels 0 … 255, in shared memory that other threads decode into. */
  readonly images: Uint8Array<SharedArrayBuffer>;
  /** `[count]`, class numbers. */
  readonly labels: Int32Array;
  /**
   * `[count, 4]`: the crop of each stored image, in the format of TensorFlow's CropAndResize: the top, left, bottom and
   * right pixels as fractions of (height − 1) and (width − 1); left > right if the crop is mirrored.
   */
  readonly boxes: Float32Array;
  /** `[count]`: index of each image in its split. */
  readonly indices: Uint32Array;
  readonly count: number;
}

/** Allocates a batch of `count` images of `imageBytes` = H·W·C bytes each. */
export function allocateBatch(count: number, imageBytes: number): Batch {
  return {
    images: sharedBytes(count * imageBytes),
    labels: new Int32Array(count),
    boxes: new Float32Array(count * 4),
    indices: new Uint32Array(count),
    count,
  };
}

/** TypeScript declares it only for browsers. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number; shared: true }) => {
    readonly buffer: SharedArrayBuffer;
  };
};

/** Bytes above which the time of a copy counts: 1 MiB takes some 0.1 ms. */
const WORTH_ALIGNING = 2 ** 20;
/** Bytes of a page of WebAssembly's memory. */
const WASM_PAGE = 2 ** 16;
/** It has at most 4 GiB. */
const MAX_WASM_PAGES = 2 ** 16;

/**
 * Shared memory. A large one begins at a page of the machine, so that TensorFlow reads it where it is: it copies what is not
 * aligned to its vectors. Only WebAssembly's memory promises that; Node allocates a SharedArrayBuffer 16 bytes after such an
 * address. WebAssembly also reserves addresses (no memory) after it, which a limit on virtual memory may forbid.
 */
function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  const pages = Math.ceil(length / WASM_PAGE);
  if (length >= WORTH_ALIGNING && pages <= MAX_WASM_PAGES) {
    try {
      const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
      return new Uint8Array(buffer, 0, length);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** The first `count` images of a batch, sharing its memory. */
export function firstOf(batch: Batch, count: number): Batch {
  if (count === batch.count) return batch;
  const imageBytes = batch.images.length / batch.count;
  return {
    images: batch.images.subarray(0, count * imageBytes),
    labels: batch.labels.subarray(0, count),
    boxes: batch.boxes.subarray(0, count * 4),
    indices: batch.indices.subarray(0, count),
    count,
  };
}

/** Copies one image of a batch over another. */
export function copySlot(batch: Batch, from: number, to: number): void {
  const imageBytes = batch.images.length / batch.count;
  batch.images.copyWithin(to * imageBytes, from * imageBytes, (from + 1) * imageBytes);
  batch.labels.copyWithin(to, from, from + 1);
  batch.indices.copyWithin(to, from, from + 1);
  batch.boxes.copyWithin(to * 4, from * 4, (from + 1) * 4);
}
