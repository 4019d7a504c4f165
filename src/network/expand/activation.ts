import type { ActivationName } from '../../spec/schema/activation.js';
import type { SpecPath } from '../layer.js';
import type { Draft } from './draft.js';

interface Named {
  readonly type: ActivationName;
  readonly name: string;
  readonly path: SpecPath;
}

/** An activation with the settings that its type has. */
export function activationLayer(
  { type, name, path }: Named,
  { negative_slope: negativeSlope }: { readonly negative_slope: number },
): Draft['layer'] {
  return type === 'leaky_relu' ? { type, name, path, negativeSlope } : { type, name, path };
}
