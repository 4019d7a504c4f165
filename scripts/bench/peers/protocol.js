import { createInterface } from 'node:readline';
import { EXIT } from '../../setup/exit-codes.js';

/**
 * Answers the driver: for each line `{"steps": n, "p": ratio}` on standard input, runs n steps and prints their times.
 * For `{"check": n}` it prints the loss without dropout and those of n steps.
 * @param {(p: number | undefined) => number} step one training step, finished when it returns; gives its loss
 * @param {() => number} [testLoss] not given by a peer that has no check
 */
export async function answer(step, testLoss) {
  console.log(JSON.stringify({ ready: true }));
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps, p, check } = JSON.parse(line);
    if (check !== undefined) {
      if (testLoss === undefined) throw new Error('this peer has no check');
      const losses = [testLoss()];
      for (let count = 0; count < check; count++) losses.push(step(p));
      console.log(JSON.stringify({ losses }));
      continue;
    }
    const ms = [];
    for (let count = 0; count < steps; count++) {
      const start = performance.now();
      step(p);
      ms.push(performance.now() - start);
    }
    console.log(JSON.stringify({ ms, rss: process.memoryUsage().rss }));
  }
  process.exit(EXIT.OK);
}

/** What the driver asked for: the first argument, as JSON. @returns {import('../peer.js').Task} */
export function task() {
  return JSON.parse(process.argv[2] ?? '');
}

/** Random pixels and labels. @param {number} batch @param {{inputShape: readonly number[], classes: number}} network */
export function randomBatch(batch, { inputShape, classes }) {
  const size = inputShape.reduce((product, dim) => product * dim, batch);
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  return {
    images: Uint8Array.from({ length: size }, () => next() & 255),
    labels: Int32Array.from({ length: batch }, () => next() % classes),
  };
}
