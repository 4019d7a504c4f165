import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { servingGraph } from '../graph/inference.js';
import { savedModel } from '../graph/saved-model.js';
import { description } from './description.js';
import { npzBytes, npzLayers } from './npz.js';
import { onnxBytes } from './onnx/model.js';
import type { TrainedNetwork } from './trained.js';
import { DESCRIPTION } from './write.js';

export const FORMATS = ['savedmodel', 'onnx', 'npz'] as const;
export type Format = (typeof FORMATS)[number];

/** Protocol buffers and zip files of the old kind hold no more. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

const FILES = { savedmodel: 'saved_model.pb', onnx: 'model.onnx', npz: 'model.npz' } as const;

/** The files of an exported network, by name. */
export function exportedFiles(trained: TrainedNetwork, format: Format): Record<string, Uint8Array | string> {
  expectSize(trained);
  const file = FILES[format];
  const about = {
    ...description(trained, file),
    ...(format === 'npz' ? { layers: npzLayers(trained) } : {}),
  };
  return {
    [file]: contents(trained, format),
    'classes.txt': trained.input.classes.map((name) => `${name}\n`).join(''),
    [DESCRIPTION]: `${JSON.stringify(about, null, 2)}\n`,
  };
}

function contents(trained: TrainedNetwork, format: Format): Uint8Array {
  switch (format) {
    case 'savedmodel':
      return savedModel(servingGraph(trained.frozen));
    case 'onnx':
      return onnxBytes(trained);
    case 'npz':
      return npzBytes(trained);
  }
}

function expectSize({ frozen }: TrainedNetwork): void {
  const bytes = [...frozen.weights.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytes <= MOST_BYTES) return;
  throw new DropinError(
    `the weights take ${(bytes / 1e9).toFixed(1)} GB, and a file of these formats holds at most 2 GB`,
    EXIT.FAILED,
  );
}
