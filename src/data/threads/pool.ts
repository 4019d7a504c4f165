import { Worker } from 'node:worker_threads';
import { DropinError, messageOf } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import { threadsToUse } from '../../common/threads.js';
import type { Reply, Request } from './messages.js';

interface Pending<Result> {
  readonly worker: Worker;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that do one kind of job. They start with the first job and keep the process alive only while they work. */
export class ThreadPool<Job, Result> {
  private workers: Worker[] | undefined;
  private readonly pending = new Map<number, Pending<Result>>();
  private jobs = 0;
  private broken: Error | undefined;

  /**
   * @param script The compiled worker, relative to src/data; it answers with `serve`.
   * @param workerData Passed to every thread.
   */
  constructor(
    private readonly script: string,
    private readonly workerData?: unknown,
    readonly size = threadsToUse(),
  ) {}

  /**
   * Queues a job on thread `thread` (0 … size − 1).
   *
   * @throws {DropinError} exit code 1 for a system error or a crashed thread. The pool is then unusable.
   */
  async run(thread: number, job: Job): Promise<Result> {
    if (this.broken) throw this.broken;
    const worker = (this.workers ??= this.start())[thread]!;
    const request: Request<Job> = { id: this.jobs++, job };
    worker.ref();
    return new Promise((resolve, reject) => {
      this.pending.set(request.id, { worker, resolve, reject });
      worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    const workers = this.workers ?? [];
    this.workers = [];
    this.fail(new Error('the data set was closed'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private start(): Worker[] {
    return Array.from({ length: this.size }, () => {
      const worker = new Worker(new URL(this.script, DATA), { workerData: this.workerData });
      worker.unref();
      worker.on('message', (reply: Reply<Result>) => {
        this.finish(reply);
      });
      worker.on('error', (error) => {
        this.fail(
          new DropinError(`data: a thread that reads images failed: ${messageOf(error)}`, EXIT.FAILED, {
            cause: error,
          }),
        );
      });
      worker.on('exit', (code) => {
        if (this.workers?.includes(worker)) {
          this.fail(new DropinError(`data: a thread that reads images ended with exit code ${code}`));
        }
      });
      return worker;
    });
  }

  private finish(reply: Reply<Result>): void {
    const job = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (job === undefined) return;
    if (![...this.pending.values()].some(({ worker }) => worker === job.worker)) job.worker.unref();
    if ('result' in reply) job.resolve(reply.result);
    else {
      const error = new DropinError(`data: ${reply.message}`, reply.exitCode);
      job.reject(error);
      this.fail(error);
    }
  }

  private fail(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** The folder of compiled code, even when tests run this file from source: threads cannot load TypeScript. */
const DATA = new URL(import.meta.url.endsWith('.ts') ? '../../../build/data/' : '../', import.meta.url);
