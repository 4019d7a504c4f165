import type { LayerTypeName, Network, PlacedLayer, Shape } from '../layer.js';
import { unitsOf } from '../layers/rules.js';
import { layerLabel } from './label.js';

/** One layer of a network, as `dropin summary` shows it. */
export interface SummaryRow {
  readonly name: string;
  readonly type: LayerTypeName;
  /** As the paper's tables write it: `conv1_1-20(5×5)`. */
  readonly label: string;
  /** Of one sample. */
  readonly outputShape: Shape;
  /** Trained numbers. */
  readonly parameters: number;
  /** One sample, forward. */
  readonly multiplyAdds: number;
  /** Bytes of the output (32-bit floats) for a training batch; of a head, for the one number. */
  readonly activationBytes: number;
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly batch: number;
  readonly totalParameters: number;
  readonly totalMultiplyAdds: number;
  readonly totalActivationBytes: number;
}

/** `batch`: images in a training step. */
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
  const numbers = outputShape.length === 0 ? 1 : batch * unitsOf(outputShape);
  return {
    name: layer.name,
    type: layer.type,
    label: layerLabel(layer),
    outputShape,
    parameters: parameters.reduce((sum, { shape }) => sum + unitsOf(shape), 0),
    multiplyAdds,
    activationBytes: 4 * numbers,
  };
}
