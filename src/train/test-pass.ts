import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../data/batch.js';
import type { Loader } from '../data/loader.js';
import type { EvalResult, Program } from '../engine/program.js';
import type { StopRequest } from './signals.js';

/** Means over a whole test set. */
export interface TestResult {
  readonly loss: number;
  readonly accuracy: number;
  /** Undefined for five classes or fewer. */
  readonly top5: number | undefined;
  readonly images: number;
}

/**
 * Evaluates every batch of a loader; undefined if a signal interrupted the pass.
 *
 * @param tested Called with each batch and its result.
 */
export async function testPass(
  program: Pick<Program, 'evaluate'>,
  loader: Loader,
  copied: readonly number[],
  stop: StopRequest,
  tested?: (batch: Batch, result: EvalResult) => void,
): Promise<TestResult | undefined> {
  let [lossSum, correct, images] = [0, 0, 0];
  let correctTop5: number | undefined = 0;
  for (let batch = await loader.next(); batch !== undefined; batch = await loader.next()) {
    if (stop.signal !== undefined) return undefined;
    const sums = program.evaluate(batch, copied);
    lossSum += sums.lossSum;
    correct += sums.correct;
    correctTop5 = sums.correctTop5 === undefined ? undefined : (correctTop5 ?? 0) + sums.correctTop5;
    images += batch.count;
    tested?.(batch, sums);
    await setImmediate();
  }
  const top5 = correctTop5 === undefined ? undefined : correctTop5 / images;
  return { loss: lossSum / images, accuracy: correct / images, top5, images };
}
