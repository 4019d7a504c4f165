import { parentPort } from 'node:worker_threads';
import { DropinError, messageOf } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import type { Reply, Request } from './messages.js';

/** Handles a job. An error that it throws ends the run. */
type Work<Job, Result> = (job: Job) => Result | Promise<Result>;

/** Handles the jobs of a `ThreadPool` one after another. */
export function serve(work: Work<never, unknown>): void {
  const port = parentPort!;
  const answer = async ({ id, job }: Request<never>): Promise<void> => {
    let reply: Reply<unknown>;
    try {
      reply = { id, result: await work(job) };
    } catch (error) {
      const message = messageOf(error);
      reply = { id, message, exitCode: error instanceof DropinError ? error.exitCode : EXIT.FAILED };
    }
    port.postMessage(reply);
  };
  let previous = Promise.resolve();
  port.on('message', (request: Request<never>) => {
    previous = previous.then(() => answer(request));
  });
}
