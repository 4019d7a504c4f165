import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { branches } from './known-keys.js';
import { markOf, type Computing } from './schema/computes.js';

type Schema = z.core.$ZodType;

/** Whether to keep values equal to their default (for messages) or to omit them (for digests). */
export type Defaults = 'kept' | 'omitted';

/** The part of a value that computes: without incidental fields, and with only the essence of paths. */
export function computingPart(schema: Schema, value: unknown, defaults: Defaults, mark?: Computing): unknown {
  const own = markOf(schema) ?? mark;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- other types have no parts
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return value === undefined ? undefined : computingPart(def.innerType, value, defaults, own);
    case 'object':
      return Object.fromEntries(computingFields(def.shape, value as Fields, defaults, own));
    case 'array':
      return (value as unknown[]).map((item) => computingPart(def.element, item, defaults, own));
    case 'union': {
      const branch = branchOf(def, value);
      return branch === undefined ? value : computingPart(branch, value, defaults, own);
    }
    default:
      return typeof value === 'string' && own?.essence !== undefined ? own.essence(value) : value;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function computingFields(
  shape: Readonly<Record<string, Schema>>,
  value: Fields,
  defaults: Defaults,
  mark: Computing | undefined,
): [string, unknown][] {
  return Object.entries(shape).flatMap(([key, field]): [string, unknown][] => {
    const own = markOf(field) ?? mark;
    if (value[key] === undefined || own?.computes === false) return [];
    const part = computingPart(field, value[key], defaults, own);
    return defaults === 'omitted' && isDefault(field, part, own) ? [] : [[key, part]];
  });
}

function isDefault(field: Schema, part: unknown, mark: Computing | undefined): boolean {
  const value = defaultOf(field);
  return value !== undefined && isDeepStrictEqual(part, computingPart(field, value, 'omitted', mark));
}

/** A field's default; undefined if it has none. */
function defaultOf(field: Schema): unknown {
  const { type } = (field as z.core.$ZodTypes)._zod.def;
  if (type !== 'default' && type !== 'prefault') return undefined;
  if (!knownDefaults.has(field)) knownDefaults.set(field, z.parse(field, undefined));
  return knownDefaults.get(field);
}

const knownDefaults = new WeakMap<Schema, unknown>();

/** The branch of a union that accepts a value; undefined for a value without parts. */
function branchOf(def: z.core.$ZodUnionDef, value: unknown): Schema | undefined {
  if (typeof value !== 'object') return undefined;
  const kind = Array.isArray(value) ? 'array' : 'object';
  return branches(def, value).find((option) => (option as z.core.$ZodTypes)._zod.def.type === kind);
}

/** Whether the field at a path computes; undefined if the schema has no such field, or does not mark it. */
export function computesAt(
  schema: Schema,
  path: readonly string[],
  value: unknown,
  mark?: Computing,
): boolean | undefined {
  const own = markOf(schema) ?? mark;
  if (own?.computes === false) return false;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const [key, ...rest] = path;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- other types have no fields
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return computesAt(def.innerType, path, value, own);
    case 'union': {
      const branch = branchOf(def, value);
      return branch === undefined ? own?.computes : computesAt(branch, path, value, own);
    }
    case 'object': {
      if (key === undefined) return own?.computes;
      const field = def.shape[key];
      return field === undefined ? undefined : computesAt(field, rest, (value as Fields)[key], own);
    }
    case 'array':
      return key === undefined
        ? own?.computes
        : computesAt(def.element, rest, (value as unknown[])[Number(key)], own);
    default:
      return own?.computes;
  }
}
