import type { DropInSpec, OwnDropInFields } from '../../spec/schema/dropin.js';
import type { SpecPath } from '../layer.js';
import type { Draft, DraftNetwork } from './draft.js';

/** A DropIn layer of `network`; what it does not say of itself the spec's `dropin` says. */
export function dropInLayer(
  network: DraftNetwork,
  name: string,
  path: SpecPath,
  own: OwnDropInFields,
  shared: DropInSpec,
): Draft['layer'] {
  const { mode = shared.mode, length = shared.length } = own;
  if (mode !== 'regularizing') {
    const { start = shared.start + (shared.stagger ?? 0) * network.gradualDropIns } = own;
    return { type: 'dropin', name, path, length, start };
  }
  const { ratio = shared.ratio, draw = shared.draw } = own;
  return { type: 'regularizing_dropin', name, path, ratio, draw };
}
