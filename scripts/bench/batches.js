/** The networks of the tables, with the images of a step. */
const BATCHES = new Map([
  ['lenet10', 64],
  ['cifar11', 50],
  ['alexnet13', 16],
  ['vgg16', 4],
]);

/** Names of the networks of the tables. */
export const NETWORKS = [...BATCHES.keys()];

/** Images of a step of a network. @param {string} name */
export function batchOf(name) {
  return BATCHES.get(name) ?? 64;
}
