import { describe, expect, it } from 'vitest';
import { deviceFacts, gpuFacts } from '../../../src/train/gpu.js';
import { gpuMemoryNote } from '../../../src/train/memory.js';
import { specOf } from '../network/helpers.js';

const gpus = ['a', 'b'].map((letter) => ({
  uuid: `GPU-${letter}`,
  name: `Card ${letter.toUpperCase()}`,
  driver: '550.54',
  capability: letter === 'a' ? 8.6 : undefined,
  memoryBytes: 12e9,
  freeBytes: 10e9,
}));

describe('what a record says', () => {
  const facts = { name: 'Card A', driver: '550.54', compute_capability: 8.6, memory_bytes: 12e9 };

  it('of a GPU: its driver, compute capability and memory', () => {
    expect(gpuFacts(gpus[0]!)).toEqual(facts);
    expect(gpuFacts(gpus[1]!).compute_capability).toBeNull();
  });

  it('of devices that share each batch: their names, and what is known of them', () => {
    expect(deviceFacts('gpu', 2, [gpus[0], undefined])).toEqual([
      { name: 'GPU:0', uuid: 'GPU-a', gpu: facts },
      { name: 'GPU:1' },
    ]);
    expect(deviceFacts('cpu', 2, [])).toEqual([{ name: 'CPU:0' }, { name: 'CPU:1' }]);
    expect(deviceFacts('gpu', 1, gpus)).toBeUndefined();
  });
});

describe('the memory of a GPU', () => {
  const spec = specOf('[fc: {name: fc, outputs: 10}]', {
    solver: { iterations: 1, batch: 64, base_lr: 0.1 },
  });

  const need = { state: 2e9, test: 1e9, others: [], host: 0 };

  it('that a run may exceed is foreseen before it starts', () => {
    expect(gpuMemoryNote({ ...need, step: 10e9, batches: 1e9 }, spec, gpus[0]!)).toBe(
      'the run may need 13.0 GB of the memory of Card A, of which 10.0 GB is free: if it fails, reduce solver.batch (64) and raise solver.iter_size',
    );
  });

  it('of a second one holds its part of the step, with a copy of the weights', () => {
    const parts = { ...need, step: 3e9, others: [10e9], batches: 1e9 };
    expect(gpuMemoryNote(parts, spec, gpus[0]!, 0)).toBeUndefined();
    expect(gpuMemoryNote(parts, spec, gpus[1]!, 1)).toMatch(
      /^the run may need 11\.0 GB of the memory of Card B/,
    );
  });

  it('that suffices needs no note; images read ahead are in host memory', () => {
    expect(gpuMemoryNote({ ...need, step: 7e9, batches: 9e9 }, spec, gpus[0]!)).toBeUndefined();
  });
});
