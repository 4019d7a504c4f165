import type { Layer, Parameter, Shape } from '../layer.js';

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

/** Requires a window that fits into the padded input. */
export function requireFit(
  { name, shape }: Input,
  { kernel, pad }: { kernel: number; pad: number },
): Problem | undefined {
  const size = Math.min(shape[0]!, shape[1]!) + 2 * pad;
  if (kernel <= size) return undefined;
  return {
    field: 'kernel',
    expected: `at most ${size}, the size of ${name} (${showShape(shape)}) with its padding`,
    found: String(kernel),
  };
}
