import type { BlockSpec } from '../../spec/schema/layers.js';
import type { Spec } from '../../spec/schema/spec.js';
import type { SpecPath } from '../layer.js';
import type { WindowSpec } from './trained.js';

/** What a residual or a highway unit of a block is made from. */
export interface BlockUnit {
  /** `conv2_1` */
  readonly name: string;
  readonly path: SpecPath;
  readonly block: BlockSpec;
  readonly spec: Spec;
  /** Of the first convolution. */
  readonly windows: Pick<WindowSpec, 'kernel' | 'stride' | 'pad'>;
}
