import type { Layer, Parameter, Shape } from '../layer.js';

/** An input of a layer: the name it has for the user, and its shape. */
export interface Input {
  readonly name: string;
  readonly shape: Shape;
}

/** Why a layer cannot take its inputs. */
export interface Problem {
  /** The field of the spec to point at; by default the whole layer. */
  readonly field?: string;
  readonly expected: string;
  readonly found: string;
}

/** What there is to know of a layer type before any operation exists. */
export interface LayerRules<L extends Layer> {
  /** What is wrong with these inputs; the other functions may rely on its having found nothing. */
  check(layer: L, inputs: readonly Input[]): Problem | undefined;
  /** Shape of one sample's output. */
  outputShape(layer: L, inputs: readonly Shape[]): Shape;
  /** The trained arrays, weights first. */
  parameters(layer: L, inputs: readonly Shape[]): readonly Parameter[];
  /** Multiplications with an addition, one sample, forward. */
  multiplyAdds(layer: L, inputs: readonly Shape[], output: Shape): number;
}

/** For layer types without trained arrays, and without multiplications worth counting. */
export const untrained = {
  parameters: (): readonly Parameter[] => [],
  multiplyAdds: (): number => 0,
};

/** Number of units. */
export function unitsOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `24×24×20`; a scalar is `1`. */
export function showShape(shape: Shape): string {
  return shape.length === 0 ? '1' : shape.join('×');
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** A problem unless the input is an image, `[H, W, C]`. */
export function requireImage({ name, shape }: Input): Problem | undefined {
  if (shape.length === 3) return undefined;
  return {
    expected: 'an input of height × width × channels',
    found: `${name} with shape ${showShape(shape)}`,
  };
}

/** A problem if the window is larger than the padded input. */
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
