import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeView, type View } from '../../../src/data/crop.js';
import { allocateViews, centreViewer, randomViewer } from '../../../src/data/views.js';
import { transformSchema } from '../../../src/spec/schema/transform.js';

interface Golden {
  readonly image: readonly [number, number];
  readonly cases: readonly {
    readonly channels: number;
    readonly view: Pick<View, 'top' | 'left' | 'mirror'>;
    readonly size: readonly [number, number];
    readonly pixels: readonly number[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/views.json', import.meta.url), 'utf8'),
) as Golden;

it.each(golden.cases)(
  'copies $channels channels of $view, $size, as Pillow does (scripts/golden/views.py)',
  ({ channels, view, size, pixels: expected }) => {
    const stored = [...golden.image, channels] as const;
    const pixels = Uint8Array.from(
      { length: stored[0] * stored[1] * channels },
      (_, i) => (i * 37 + 11) % 256,
    );
    const into = new Uint8Array(expected.length + 4).fill(99);
    writeView({
      pixels,
      stored,
      view: { ...view, height: size[0], width: size[1] },
      shape: [...size, channels],
      into,
      offset: 2,
    });
    expect([...into]).toEqual([99, 99, ...expected, 99, 99]);
  },
);

describe('transform.pad', () => {
  const stored = [32, 32, 3] as const;
  const transform = transformSchema.parse({ pad: 4, mirror: true });
  const drawn = (iteration: number, seed = 1) => {
    const views = allocateViews(500, stored);
    randomViewer(stored, transform, seed).fill(iteration, 500, views);
    return views;
  };

  it('takes crops of the image’s size at every offset from −4 to 4', () => {
    const { shape, top, left } = drawn(7);
    expect(shape).toEqual(stored);
    for (const offsets of [top, left])
      expect([...new Set(offsets)].sort((a, b) => a - b)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
  });

  it('depends only on the seed and the iteration', () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    expect(drawn(7)).not.toEqual(drawn(7, 2));
  });

  it('leaves the views of specs without it as they were', () => {
    const views = allocateViews(3, [28, 28, 3]);
    randomViewer(stored, transformSchema.parse({ crop: 28, mirror: true }), 1).fill(5, 3, views);
    expect([views.top, views.left, views.mirror].map((values) => [...values])).toMatchInlineSnapshot(`
      [
        [
          4,
          0,
          4,
        ],
        [
          3,
          0,
          0,
        ],
        [
          0,
          1,
          0,
        ],
      ]
    `);
  });

  it('is refused with a mean image', () => {
    const { error } = transformSchema.safeParse({ pad: 4, mean: 'image' });
    expect(error?.issues).toMatchObject([
      { path: ['pad'], message: '0 with `mean: image`, which has no border' },
    ]);
  });

  it('does not pad tests', () => {
    const views = allocateViews(2, stored);
    centreViewer(stored, transform).fill(0, 2, views);
    expect([...views.top, ...views.left, ...views.mirror]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
