import { z } from 'zod';

/** How a field affects the identity of a run. */
export interface Computing {
  /** Whether another value gives another run, with other weights or other rows in its curve. */
  readonly computes: boolean;
  /** Extracts the part of the value that counts, such as the last name of a path. By default the whole value counts. */
  readonly essence?: ((value: string) => string) | undefined;
}

const marks = z.registry<Computing>();

/** Marks a field that computes. The mark also applies to the fields inside it, unless they have their own. */
export function computes<T extends z.ZodType>(field: T, essence?: Computing['essence']): T {
  marks.add(field, { computes: true, essence });
  return field;
}

/** Marks a field that computes nothing, with all fields inside it: names, descriptions, logging intervals, data paths. */
export function incidental<T extends z.ZodType>(field: T): T {
  marks.add(field, { computes: false });
  return field;
}

/** A field's own mark; undefined if it has none. */
export function markOf(field: z.core.$ZodType): Computing | undefined {
  if (!knownMarks.has(field)) knownMarks.set(field, findMark(field));
  return knownMarks.get(field);
}

/** A cache, because looking up Zod's registry is slow. */
const knownMarks = new WeakMap<z.core.$ZodType, Computing | undefined>();

function findMark(field: z.core.$ZodType): Computing | undefined {
  const mark = marks.get(field);
  if (mark !== undefined) return mark;
  const { def } = (field as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? markOf(def.innerType) : undefined;
}
