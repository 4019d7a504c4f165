import type { DropInSpec, WidenSpec } from '../../spec/schema/dropin.js';
import type { LrnFields } from '../../spec/schema/regularization.js';
import type { SpecPath } from '../layer.js';
import type { Draft, DraftNetwork } from './draft.js';

/** What a convolution or a fully connected layer may have behind it. */
export interface FollowerFields {
  readonly activation: 'relu' | 'none';
  readonly widen: WidenSpec;
  readonly lrn?: LrnFields | undefined;
}

/**
 * Adds `<layer>/relu`, `<layer>/widen` and `<layer>/lrn`, in this order, where the layer has them, and gives the last: the one
 * that the layer's name stands for. Units that are not there yet count for nothing in the normalization.
 */
export function addFollowers(
  network: DraftNetwork,
  layer: string,
  { activation, widen, lrn }: FollowerFields,
  shared: DropInSpec,
  path: SpecPath,
): string {
  const followers: Draft['layer'][] = [];
  if (activation === 'relu') followers.push({ type: 'relu', name: `${layer}/relu`, path });
  if (typeof widen === 'object') {
    const { initial, length = shared.length, start = shared.start } = widen;
    followers.push({ type: 'widen', name: `${layer}/widen`, path, initial, length, start });
  }
  if (lrn !== undefined) followers.push({ type: 'lrn', name: `${layer}/lrn`, path, ...lrn });
  return followers.reduce((input, follower) => {
    network.add({ layer: follower, inputs: [{ layer: input }] });
    return follower.name;
  }, layer);
}
