import type { DropInSpec, OwnDropInFields } from '../../spec/schema/dropin.js';
import type { SpecPath } from '../layer.js';
import type { Draft } from './draft.js';

/** A DropIn layer; what it does not say of itself the spec's `dropin` says. */
export function dropInLayer(
  name: string,
  path: SpecPath,
  own: OwnDropInFields,
  shared: DropInSpec,
): Draft['layer'] {
  const { mode = shared.mode, length = shared.length, start = shared.start } = own;
  if (mode !== 'regularizing') return { type: 'dropin', name, path, length, start };
  const { ratio = shared.ratio, draw = shared.draw } = own;
  return { type: 'regularizing_dropin', name, path, ratio, draw };
}
