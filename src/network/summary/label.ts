import type { DropInLayer, Layer, PoolLayer, RegularizingDropInLayer } from '../layer.js';
import { displayName } from '../wiring.js';

/** A layer as the architecture columns of the paper's Tables 1, 2, 4 and 6 write it. */
export function layerLabel(layer: Layer): string {
  switch (layer.type) {
    case 'input':
      return 'data';
    case 'conv':
      return `${layer.name}-${layer.outputs}(${layer.kernel}×${layer.kernel})`;
    case 'pool':
      return poolLabel(layer);
    case 'fc':
      return `${layer.name}-${layer.outputs}`;
    case 'dropin':
    case 'regularizing_dropin':
      return dropInLabel(layer);
    case 'softmax_loss':
      return 'soft-max';
    case 'lrn':
      return 'LRN';
    case 'dropout':
      return `dropout(${layer.ratio})`;
    case 'widen':
      return `widen(from ${layer.initial})`;
    case 'resize':
      return `resize (${shortName(layer.inputs[0]!)})`;
    case 'relu':
    case 'accuracy':
      return layer.name;
  }
}

function poolLabel({ pooling, kernel }: PoolLayer): string {
  return `${pooling === 'max' ? 'maxpool' : 'avgpool'}(${kernel}×${kernel})`;
}

/** `dropin (1_1 + 1_2)`: earlier layer + new one. As in the paper, dropin1_2 stands there as the layer it is to become, 1_2. */
function dropInLabel({ name, inputs }: DropInLayer | RegularizingDropInLayer): string {
  const [fresh, previous] = inputs as readonly [string, string];
  const source = previous === `${name}/resize` ? 'resized' : shortName(previous);
  return `dropin (${source} + ${shortName(fresh)})`;
}

/** `1_2` for conv1_2, conv1_2/relu and dropin1_2; other names stay whole. */
function shortName(layer: string): string {
  const name = displayName(layer);
  return /^(?:conv|dropin)(\d+_\d+)$/.exec(name)?.[1] ?? name;
}
