import type { DropInSpec, OwnDropInFields } from '../../spec/schema/dropin.js';
import type { SpecPath } from '../layer.js';
import type { Draft, DraftNetwork } from './draft.js';

export interface DropInFields {
  readonly name: string;
  readonly path: SpecPath;
  readonly own: OwnDropInFields;
  /** The spec's `dropin`: fields that the layer does not set itself. */
  readonly shared: DropInSpec;
}

/** Makes a DropIn layer of `network`. */
export function dropInLayer(
  network: DraftNetwork,
  { name, path, own, shared }: DropInFields,
): Draft['layer'] {
  const { mode = shared.mode, length = shared.length } = own;
  if (mode !== 'regularizing') {
    if (shared.advance !== undefined) {
      if (own.start !== undefined)
        network.issues.push({
          path: [...path, ...(path.includes('block') ? ['dropin'] : []), 'start'],
          expected: 'nothing beside dropin.advance, by which the test curve decides when a DropIn starts',
          found: String(own.start),
        });
      return { type: 'dropin', name, path, length, start: undefined };
    }
    const { start = shared.start + (shared.stagger ?? 0) * network.gradualDropIns } = own;
    return { type: 'dropin', name, path, length, start };
  }
  const { ratio = shared.ratio, draw = shared.draw } = own;
  return { type: 'regularizing_dropin', name, path, ratio, draw };
}
