import type { ResizeLayer, Shape } from '../layer.js';
import { showShape, untrained, type LayerRules } from './rules.js';

/** Input `[H, W, C]`, or `[C]` if only `channels` is set; output: the same with the given sizes (paper, section 3.2). */
export const resizeRules: LayerRules<ResizeLayer> = {
  check({ height, width }, [input]) {
    if (input!.shape.length === 3 || (height === undefined && width === undefined)) return undefined;
    return {
      expected: 'an input of height × width × channels, or only `channels` to be set',
      found: `${input!.name} with shape ${showShape(input!.shape)}`,
    };
  },

  outputShape({ height, width, channels }, [input]): Shape {
    if (input!.length === 1) return [channels ?? input![0]!];
    return [height ?? input![0]!, width ?? input![1]!, channels ?? input![2]!];
  },

  ...untrained,
};
