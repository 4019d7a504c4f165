import { ThreadPool } from '../threads/pool.js';
import type { ImageShape, Views } from '../views.js';
import type { Findings, ImageSource, Job, WorkerOptions } from './messages.js';

/** Threads that read images into shared memory. */
export class DecodePool {
  private readonly threads: ThreadPool<Job, Findings>;

  /** @param stored The shape to resize images to. */
  constructor(stored: ImageShape, threads?: number) {
    const workerData: WorkerOptions = { stored };
    this.threads = new ThreadPool('decode/worker.js', workerData, threads);
  }

  /**
   * Reads images, as `views` show them, into the slots 0, 1, … of a batch.
   *
   * @throws {DropinError} exit code 1 for a system error.
   */
  async read(
    images: readonly ImageSource[],
    views: Views,
    into: Uint8Array<SharedArrayBuffer>,
  ): Promise<Findings> {
    const share = Math.ceil(images.length / this.threads.size);
    const parts: Promise<Findings>[] = [];
    for (let first = 0; first < images.length; first += share) {
      const end = Math.min(images.length, first + share);
      const job: Job = {
        images: images.slice(first, end),
        firstSlot: first,
        views: partOf(views, first, end),
        into,
      };
      parts.push(this.threads.run(parts.length, job));
    }
    const found = await Promise.all(parts);
    return { bad: found.flatMap(({ bad }) => bad), warned: found.flatMap(({ warned }) => warned) };
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}

function partOf(views: Views, first: number, end: number): Views {
  return {
    shape: views.shape,
    top: views.top.slice(first, end),
    left: views.left.slice(first, end),
    height: views.height.slice(first, end),
    width: views.width.slice(first, end),
    mirror: views.mirror.slice(first, end),
    colours: views.colours.slice(first, end),
  };
}
