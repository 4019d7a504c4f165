import type { LayerTypeName, Network, PlacedLayer, Shape } from '../layer.js';
import { elementCount } from '../../common/shapes.js';
import { layerLabel } from './label.js';

/** One layer of a network, as `dropin summary` shows it. */
export interface SummaryRow {
  readonly name: string;
  readonly type: LayerTypeName;
  /** As in the paper's tables: `conv1_1-20(5×5)`. */
  readonly label: string;
  /** For one sample. */
  readonly outputShape: Shape;
  /** Number of trained values. */
  readonly parameters: number;
  /** For the forward pass of one sample. */
  readonly multiplyAdds: number;
  /** Size of the output (float32) for a training batch; 4 for a head, whose output is one number. */
  readonly activationBytes: number;
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly batch: number;
  readonly totalParameters: number;
  readonly totalMultiplyAdds: number;
  readonly totalActivationBytes: number;
}

/** @param batch Images per training step. */
export function summarize(network: Network, batch: number): Summary {
  const rows = network.layers.map((placed) => summaryRow(placed, batch));
  const total = (of: (row: SummaryRow) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    rows,
    batch,
    totalParameters: total((row) => row.parameters),
    totalMultiplyAdds: total((row) => row.multiplyAdds),
    totalActivationBytes: total((row) => row.activationBytes),
  };
}

function summaryRow(
  { layer, outputShape, parameters, multiplyAdds }: PlacedLayer,
  batch: number,
): SummaryRow {
  const numbers = outputShape.length === 0 ? 1 : batch * elementCount(outputShape);
  return {
    name: layer.name,
    type: layer.type,
    label: layerLabel(layer),
    outputShape,
    parameters: parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    multiplyAdds,
    activationBytes: 4 * numbers,
  };
}
