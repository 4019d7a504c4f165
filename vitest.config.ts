import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary-folder.ts'],
    pool: 'forks',
    // Real processes on a busy machine take their time; speed is measured in scripts/bench.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
