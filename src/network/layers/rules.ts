import type { Layer, Parameter, RunningArray, Shape } from '../layer.js';
import { pairText, type Pair } from '../window.js';

/** An input of a layer. */
export interface Input {
  /** As the user knows it: `conv1`, also for conv1/relu. */
  readonly name: string;
  readonly shape: Shape;
}

/** Why a layer cannot take its inputs. */
export interface Problem {
  /** The field of the spec that is wrong; undefined: the layer as a whole. */
  readonly field?: string;
  readonly expected: string;
  readonly found: string;
}

/** What is known about a layer type before it is compiled into operations. */
export interface LayerRules<L extends Layer> {
  /** What is wrong with these inputs. The other functions are called only if nothing is. */
  check(layer: L, inputs: readonly Input[]): Problem | undefined;
  /** Shape of one sample's output. */
  outputShape(layer: L, inputs: readonly Shape[]): Shape;
  /** Weights first. */
  parameters(layer: L, inputs: readonly Shape[]): readonly Parameter[];
  /** The arrays that training keeps besides the parameters; absent if there are none. */
  running?(layer: L, inputs: readonly Shape[]): readonly RunningArray[];
  /** Multiply-adds of the forward pass of one sample. */
  multiplyAdds(layer: L, inputs: readonly Shape[], output: Shape): number;
}

/** For layer types without parameters, whose few multiplications are not counted. */
export const untrained = {
  parameters: (): readonly Parameter[] => [],
  multiplyAdds: (): number => 0,
};

/** `24×24×20`; a scalar is `1`. */
export function showShape(shape: Shape): string {
  return shape.length === 0 ? '1' : shape.join('×');
}

/** Requires an input of shape `[H, W, C]`. */
export function requireImage({ name, shape }: Input): Problem | undefined {
  if (shape.length === 3) return undefined;
  return {
    expected: 'an input of height × width × channels',
    found: `${name} with shape ${showShape(shape)}`,
  };
}

/** Requires a filter that fits into the padded input. `extent`: height and width that it covers. */
export function requireFit(
  { name, shape }: Input,
  { kernel, pad, extent }: { kernel: Pair; pad: Pair; extent: Pair },
): Problem | undefined {
  const sizes = [0, 1].map((axis) => shape[axis]! + 2 * pad[axis]!);
  const tooSmall = sizes.filter((size, axis) => extent[axis]! > size);
  if (tooSmall.length === 0) return undefined;
  const dilated = pairText(kernel) === pairText(extent) ? '' : `, which covers ${pairText(extent)} dilated`;
  return {
    field: 'kernel',
    expected: `at most ${Math.min(...tooSmall)}, the size of ${name} (${showShape(shape)}) with its padding`,
    found: `${pairText(kernel)}${dilated}`,
  };
}
