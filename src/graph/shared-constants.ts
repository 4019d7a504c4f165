import type { Node, Tensor } from './node.js';
import type { Rule } from './rewrite.js';

/** Larger constants are rare, and comparing them costs more than they do. */
const MAX_ELEMENTS = 16;

/**
 * Gives equal constants one node. TensorFlow loads a deep graph faster: of the 46,000 constants of LeNet(200) fewer than 300 differ.
 */
export function sharedConstants(): Rule {
  const found = new Map<string, Tensor>();
  return (_graph, { node, controls, mapped }) => {
    if (controls.length > 0) return undefined;
    const key = keyOf(node);
    if (key === undefined) return undefined;
    const same = found.get(key);
    if (same !== undefined) return [mapped(same)];
    found.set(key, node.outputs[0]!);
    return undefined;
  };
}

/** Undefined for what is not a small constant. */
function keyOf({ op, attrs: { value }, place }: Node): string | undefined {
  if (op !== 'Const' || value === undefined || !('tensor' in value)) return undefined;
  const { dtype, shape, values } = value.tensor;
  if (values.length > MAX_ELEMENTS) return undefined;
  return JSON.stringify([place, dtype, shape, Array.from<number | string, string>(values, exact)]);
}

/** Zeros of both signs, infinities and NaN differ. */
function exact(value: number | string): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
