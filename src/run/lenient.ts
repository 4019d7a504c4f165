import { z } from 'zod';
import { isPlain } from '../common/plain.js';

/** The result of a lenient reader. Any field may be missing; undefined means "not recorded". */
export type Lenient<T> = T extends readonly (infer Element)[]
  ? Lenient<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Lenient<T[Key]> | undefined }
    : T;

/**
 * Reads as much of a value as fits a schema. Drops unknown and wrong fields and wrong elements of lists; does not fill in
 * defaults. Undefined if nothing fits.
 */
export function readLeniently<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Lenient<z.output<Schema>> | undefined {
  return read(schema, value) as Lenient<z.output<Schema>> | undefined;
}

function read(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return value === null && schema instanceof z.ZodNullable ? null : read(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodObject) return isPlain(value) ? readFields(schema, value) : undefined;
  if (schema instanceof z.ZodArray) {
    if (!Array.isArray(value)) return undefined;
    return value.map((element) => read(schema.element, element)).filter((element) => element !== undefined);
  }
  const parsed = z.safeParse(schema, value);
  return parsed.success ? parsed.data : undefined;
}

function readFields(schema: z.ZodObject, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const fields = Object.entries(shape).map(([key, field]) => [key, read(field, value[key])] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}
