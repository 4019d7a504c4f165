import { layerName } from './common.js';

/** The input of a layer with one input. */
export const from = layerName
  .optional()
  .describe('Layer whose output is the input; by default the previous entry.');
