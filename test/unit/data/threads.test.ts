import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useThreads } from '../../../src/common/threads.js';
import { ThreadPool } from '../../../src/data/threads/pool.js';
import { divide } from '../../../src/sweep/devices.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the threads that decode images', () => {
  it.each([
    ['as many as --threads says', '3', 3],
    ['one a core by default', '', availableParallelism()],
    ['one a core if the number is none', 'all', availableParallelism()],
  ])('are %s', (_what, asked, expected) => {
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', asked);
    expect(new ThreadPool('decode/worker.js').size).toBe(expected);
  });

  it('are those of the run’s share of a sweep', () => {
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '');
    const [share] = divide(3, 16, []);
    useThreads(share!.threads);
    expect(new ThreadPool('decode/worker.js').size).toBe(5);
  });
});
