import { describe, expect, it } from 'vitest';
import { epochOrder, imageOrder } from '../../../src/data/order.js';

const sorted = (order: Uint32Array) => [...order].sort((a, b) => a - b);

describe('epochOrder', () => {
  it('is a permutation', () => {
    expect(sorted(epochOrder(1, 0, 1000))).toEqual([...Array(1000).keys()]);
  });

  it('is the same for the same seed and epoch, and differs if either differs', () => {
    const order = epochOrder(1, 0, 1000);
    expect(epochOrder(1, 0, 1000)).toEqual(order);
    expect(epochOrder(2, 0, 1000)).not.toEqual(order);
    expect(epochOrder(1, 1, 1000)).not.toEqual(order);
  });

  it('is the one with which published curves were made', () => {
    expect([...epochOrder(1, 0, 10)]).toMatchInlineSnapshot(`
      [
        8,
        7,
        4,
        0,
        3,
        1,
        9,
        2,
        6,
        5,
      ]
    `);
  });

  it('puts every image first about equally often', () => {
    const first = new Array<number>(5).fill(0);
    for (let epoch = 0; epoch < 5000; epoch++) first[epochOrder(7, epoch, 5)[0]!]!++;
    for (const times of first) expect(times).toBeGreaterThan(880); // 1000 ± 4 standard deviations of 28
    for (const times of first) expect(times).toBeLessThan(1120);
  });
});

describe('imageOrder', () => {
  const take = (order: ReturnType<typeof imageOrder>, iteration: number, batch: number) => {
    const into = new Uint32Array(batch);
    order.fill(iteration, into);
    return [...into];
  };

  it('continues from one epoch into the next: 7 images, batch 3, iteration 2', () => {
    const expected = [epochOrder(1, 0, 7)[6]!, ...epochOrder(1, 1, 7).slice(0, 2)];
    expect(take(imageOrder(1, 7), 2, 3)).toEqual(expected);
  });

  it('spans several epochs if the batch is larger than the data: 2 images, batch 5', () => {
    const endless = [0, 1, 2].flatMap((epoch) => [...epochOrder(3, epoch, 2)]);
    expect(take(imageOrder(3, 2), 0, 5)).toEqual(endless.slice(0, 5));
  });

  it('does not depend on earlier calls', () => {
    const order = imageOrder(1, 7);
    const inOrder = [0, 1, 2, 3, 4].map((iteration) => take(order, iteration, 3));
    expect(take(order, 1, 3)).toEqual(inOrder[1]);
    expect(take(imageOrder(1, 7), 4, 3)).toEqual(inOrder[4]);
  });
});
