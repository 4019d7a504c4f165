import { zipSync } from 'fflate';
import { npyBytes } from '../common/npy.js';
import { networkArrays } from '../network/state.js';
import type { TrainedNetwork } from './trained.js';

/** When npz files of the same weights are to have the same bytes. */
const EPOCH = new Date(1980, 0, 1);

/** A .npz file for `numpy.load`: every array of the network by its name, and the mean of the training images as `input/mean`. */
export function npzBytes({ frozen, input }: TrainedNetwork): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const { name, shape } of networkArrays(frozen.network))
    files[`${name}.npy`] = npyBytes({ shape, values: frozen.weights.get(name)! });
  if (input.mean !== undefined) files['input/mean.npy'] = npyBytes(input.mean);
  return zipSync(files, { level: 0, mtime: EPOCH });
}

/** model.json's account of the arrays and of the layers that use them. */
export function npzLayers({ frozen }: TrainedNetwork) {
  return frozen.network.layers.map(({ layer, outputShape, parameters, running }) => {
    const settings = Object.fromEntries(
      Object.entries(layer).filter(([key]) => !['path', 'weights', 'biases'].includes(key)),
    );
    return {
      ...settings,
      output_shape: outputShape,
      arrays: [...parameters, ...running].map(({ name }) => name),
    };
  });
}
