import type { ActivationName } from '../../spec/schema/activation.js';
import type { BatchNormSettings } from '../../spec/schema/batch-norm.js';
import type { DropInSpec, WidenSpec } from '../../spec/schema/dropin.js';
import type { LrnFields } from '../../spec/schema/regularization.js';
import type { SpecPath } from '../layer.js';
import { activationLayer } from './activation.js';
import { batchNormLayer } from './batch-norm.js';
import type { Draft, DraftNetwork } from './draft.js';

/** What may follow a convolution or a fully connected layer. */
export interface FollowerFields {
  readonly batch_norm: BatchNormSettings | boolean;
  readonly activation: ActivationName | 'none';
  /** Of leaky_relu. */
  readonly negative_slope: number;
  readonly widen: WidenSpec;
  readonly lrn?: LrnFields | undefined;
}

interface Followed {
  readonly layer: string;
  readonly path: SpecPath;
  readonly fields: FollowerFields;
  /** The spec's `dropin`: length and start that `widen` does not set itself. */
  readonly shared: DropInSpec;
}

/**
 * Adds `<layer>/batch_norm`, the activation (`<layer>/relu`, `<layer>/tanh`, …), `<layer>/widen` and `<layer>/lrn` as far as the
 * layer's fields ask for them, in this order. Units that have not been added yet are 0, so they do not contribute to LRN.
 *
 * @returns The last layer, to which the layer's name in the spec refers.
 */
export function addFollowers(network: DraftNetwork, { layer, path, fields, shared }: Followed): string {
  const { batch_norm: batchNorm, activation, widen, lrn } = fields;
  const followers: Draft['layer'][] = [];
  if (batchNorm !== false) followers.push(batchNormLayer({ name: `${layer}/batch_norm`, path }, batchNorm));
  if (activation !== 'none')
    followers.push(activationLayer({ type: activation, name: `${layer}/${activation}`, path }, fields));
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
