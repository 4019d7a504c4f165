import { isPlain } from './plain.js';

/** Every value that is neither a mapping nor a list, by its path (`network.0.conv.outputs`). */
export function leaves(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  const prefix = path === '' ? '' : `${path}.`;
  if (Array.isArray(value)) value.forEach((part, i) => leaves(part, `${prefix}${i}`, into));
  else if (isPlain(value)) {
    for (const [key, part] of Object.entries(value)) leaves(part, `${prefix}${key}`, into);
  } else if (value !== undefined) into.set(path, value);
  return into;
}
