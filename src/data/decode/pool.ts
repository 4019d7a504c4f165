import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DropinError } from '../../common/errors.js';
import type { ImageShape, Views } from '../views.js';
import type { Failure, ImageSource, Job, JobDone, WorkerOptions } from './messages.js';

interface Pending {
  readonly worker: Worker;
  readonly resolve: (failures: readonly Failure[]) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that read images into shared memory. They start at the first read, and keep the process up only while reading. */
export class DecodePool {
  private workers: Worker[] | undefined;
  private readonly pending = new Map<number, Pending>();
  private jobs = 0;
  private broken: Error | undefined;

  /** @param stored Shape that images are resized to. */
  constructor(
    private readonly stored: ImageShape,
    private readonly threads = availableParallelism(),
  ) {}

  /** Reads images, as `views` show them, into the slots of a batch, 0 on. Gives those that cannot be read, by slot. */
  async read(
    images: readonly ImageSource[],
    views: Views,
    into: Uint8Array<SharedArrayBuffer>,
  ): Promise<readonly Failure[]> {
    const workers = (this.workers ??= this.start());
    const share = Math.ceil(images.length / workers.length);
    const parts = workers.map((worker, position) => {
      const range = [position * share, Math.min(images.length, (position + 1) * share)] as const;
      return range[0] < range[1] ? this.post(worker, images, views, into, range) : Promise.resolve([]);
    });
    return (await Promise.all(parts)).flat();
  }

  async close(): Promise<void> {
    const workers = this.workers ?? [];
    this.workers = [];
    this.fail(new Error('the reading of images was stopped'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private post(
    worker: Worker,
    images: readonly ImageSource[],
    views: Views,
    into: Uint8Array<SharedArrayBuffer>,
    [first, end]: readonly [number, number],
  ): Promise<readonly Failure[]> {
    if (this.broken) return Promise.reject(this.broken);
    const { shape, top, left, mirror } = views;
    const job: Job = {
      id: this.jobs++,
      images: images.slice(first, end),
      firstSlot: first,
      views: {
        shape,
        top: top.slice(first, end),
        left: left.slice(first, end),
        mirror: mirror.slice(first, end),
      },
      into,
    };
    worker.ref();
    return new Promise((resolve, reject) => {
      this.pending.set(job.id, { worker, resolve, reject });
      worker.postMessage(job);
    });
  }

  private start(): Worker[] {
    const workerData: WorkerOptions = { stored: this.stored };
    return Array.from({ length: this.threads }, () => {
      const worker = new Worker(WORKER_FILE, { workerData });
      worker.unref();
      worker.on('message', (done: JobDone) => {
        this.finish(done);
      });
      worker.on('error', (error) => {
        this.fail(
          new DropinError(`a thread that reads images failed: ${String(error)}`, 1, { cause: error }),
        );
      });
      worker.on('exit', (code) => {
        if (this.workers?.includes(worker)) {
          this.fail(new DropinError(`a thread that reads images ended by itself, with exit code ${code}`));
        }
      });
      return worker;
    });
  }

  private finish({ id, failures }: JobDone): void {
    const job = this.pending.get(id);
    this.pending.delete(id);
    if (job === undefined) return;
    if (![...this.pending.values()].some(({ worker }) => worker === job.worker)) job.worker.unref();
    job.resolve(failures);
  }

  private fail(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** The compiled worker, also when this file itself is run from its source, as tests do: threads read no TypeScript. */
const WORKER_FILE = new URL(
  import.meta.url.endsWith('.ts') ? '../../../build/data/decode/worker.js' : './worker.js',
  import.meta.url,
);
