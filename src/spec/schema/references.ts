import { layerName } from './common.js';

/** The input of a layer of one input. */
export const from = layerName
  .optional()
  .describe('The layer whose output this one takes; by default the one written before it.');
