import type { z } from 'zod';

type Schema = z.core.$ZodType;

/**
 * The keys that a schema accepts at a path.
 *
 * @param value The value at the root, which selects the branches of unions.
 */
export function knownKeys(schema: Schema, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- other types have no keys
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return knownKeys(def.innerType, path, value);
    case 'union':
      return branches(def, value).flatMap((option) => knownKeys(option, path, value));
    case 'array':
      return knownKeys(def.element, path.slice(1), child(value, path[0]));
    case 'record':
      return path.length === 0 ? [] : knownKeys(def.valueType, path.slice(1), child(value, path[0]));
    case 'object': {
      if (path.length === 0) return Object.keys(def.shape);
      const field = def.shape[String(path[0])];
      return field === undefined ? [] : knownKeys(field, path.slice(1), child(value, path[0]));
    }
    default:
      return [];
  }
}

/** The branch of a discriminated union that the value selects, or all branches of another union. */
export function branches(def: z.core.$ZodUnionDef, value: unknown): readonly Schema[] {
  const discriminator = 'discriminator' in def ? String(def.discriminator) : undefined;
  if (discriminator === undefined) return def.options;
  const chosen = child(value, discriminator);
  return def.options.filter((option) => {
    const allowed = option._zod.propValues?.[discriminator] as Set<unknown> | undefined;
    return allowed?.has(chosen) ?? false;
  });
}

function child(value: unknown, key: PropertyKey | undefined): unknown {
  return typeof value === 'object' && value !== null && key !== undefined
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}
