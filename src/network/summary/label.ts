import type {
  ConvLayer,
  DropoutLayer,
  DropInLayer,
  Layer,
  PoolLayer,
  RegularizingDropInLayer,
} from '../layer.js';
import { pairText } from '../window.js';
import { displayName } from '../wiring.js';

/** A layer as written in the architecture columns of the paper's Tables 1, 2, 4 and 6. */
export function layerLabel(layer: Layer): string {
  switch (layer.type) {
    case 'input':
      return 'data';
    case 'conv':
      return convLabel(layer);
    case 'pool':
      return poolLabel(layer);
    case 'fc':
      return `${layer.name}-${layer.outputs}`;
    case 'rnn':
      return `${layer.name}-${layer.units}(${layer.cell})`;
    case 'dropin':
    case 'regularizing_dropin':
      return dropInLabel(layer);
    case 'softmax_loss':
      return 'soft-max';
    case 'batch_norm':
      return 'batch norm';
    case 'lrn':
      return 'LRN';
    case 'dropout':
      return `dropout(${ratioText(layer.ratio)})`;
    case 'widen':
      return `widen(from ${layer.initial})`;
    case 'resize':
      return `resize (${shortName(layer.inputs[0]!)})`;
    case 'add':
      return `add (${layer.inputs.map(shortName).join(' + ')})`;
    case 'concat':
      return `concat (${layer.inputs.map(shortName).join(', ')})`;
    case 'highway':
      return `highway (${layer.inputs.slice(1).map(shortName).join(', ')})`;
    case 'stochastic_depth':
      return `stochastic depth(${Number(layer.survival.toFixed(3))})`;
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'leaky_relu':
    case 'elu':
    case 'gelu':
    case 'gelu_tanh':
    case 'accuracy':
      return layer.name;
  }
}

function convLabel({ name, outputs, kernel, dilation }: ConvLayer): string {
  const dilated = dilation.join() === '1,1' ? '' : `, dilation ${pairText(dilation)}`;
  return `${name}-${outputs}(${kernel.join('×')}${dilated})`;
}

function poolLabel({ pooling, kernel }: PoolLayer): string {
  return `${pooling === 'max' ? 'maxpool' : 'avgpool'}(${kernel?.join('×') ?? 'global'})`;
}

/** `dropin (1_1 + 1_2)`: earlier layer + new layer. As in the paper, dropin1_2 is written as 1_2, the layer it becomes. */
function dropInLabel({ name, inputs }: DropInLayer | RegularizingDropInLayer): string {
  const [yNew, yPrevious] = inputs as readonly [string, string];
  const source = yPrevious === `${name}/resize` ? 'resized' : shortName(yPrevious);
  return `dropin (${source} + ${shortName(yNew)})`;
}

/** `1_2` for conv1_2, conv1_2/relu and dropin1_2; other names are not shortened. */
function shortName(layer: string): string {
  const name = displayName(layer);
  if (layer.startsWith(`${name}/projection`)) return 'projection';
  return /^(?:conv|dropin)(\d+_\d+)$/.exec(name)?.[1] ?? name;
}

/** `0.5`, or `0 → 0.9` for a ramp. */
function ratioText(ratio: DropoutLayer['ratio']): string {
  return typeof ratio === 'number' ? String(ratio) : `${ratio.from} → ${ratio.to}`;
}
