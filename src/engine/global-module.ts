import { constants } from 'node:os';

/**
 * Loads one of our native modules so that the dynamic linker finds its functions before TensorFlow's of the same name. Works on
 * Linux only; call it before TensorFlow is loaded.
 */
export function loadGlobally(file: string): unknown {
  const loaded: { exports: unknown } = { exports: {} };
  process.dlopen(loaded, file, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL);
  return loaded.exports;
}
