import type { z } from 'zod';

type Schema = z.core.$ZodType;

/**
 * Values of a schema with every field. Unions give several values, which together cover every branch. Ignores refinements
 * (an odd number, an ascending list).
 */
export function wholeValues(schema: Schema): unknown[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- other types do not occur in specs
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return wholeValues(def.innerType);
    case 'object': {
      const fields = Object.entries(def.shape).map(([key, field]) => [key, wholeValues(field)] as const);
      const rounds = Math.max(...fields.map(([, values]) => values.length), 1);
      return Array.from({ length: rounds }, (_, i) =>
        Object.fromEntries(fields.map(([key, values]) => [key, values[i % values.length]])),
      );
    }
    case 'array':
      return [wholeValues(def.element)];
    case 'tuple':
      return [def.items.map((item) => wholeValues(item)[0])];
    case 'record':
      return [{ made: wholeValues(def.valueType)[0] }];
    case 'union':
      return def.options.flatMap(wholeValues);
    case 'literal':
      return [def.values[0]];
    case 'enum':
      return [Object.values(def.entries)[0]];
    case 'boolean':
      return [false];
    case 'number':
      return [1];
    case 'string':
      return ['made'];
    default:
      // z.json() accepts any value.
      return ['made'];
  }
}

/** A different value for a leaf. */
export function otherValue(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return `other-${String(value)}`;
}

/** The paths of all leaves of a value. */
export function leafPaths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, part]) => leafPaths(part, [...path, key]));
}

/** A copy of a value with one leaf replaced. */
export function withLeaf(value: unknown, path: readonly string[], leaf: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const parts = copy as Record<string, unknown>;
  parts[key] = withLeaf(parts[key], rest, leaf);
  return copy;
}
