/** What TensorFlow computes on. */
export type Device = 'cpu' | 'gpu';
