import { z } from 'zod';

/** What a field means for the identity of a run. */
export interface Computing {
  /** Whether another value gives another run: other weights, or other rows in its curve. */
  readonly computes: boolean;
  /** The part of the value that counts, where it is not all of it: the last name of a path. */
  readonly essence?: ((value: string) => string) | undefined;
}

const marks = z.registry<Computing>();

/** Marks a field that computes, and the fields inside it unless they are marked themselves. */
export function computes<T extends z.ZodType>(field: T, essence?: Computing['essence']): T {
  marks.add(field, { computes: true, essence });
  return field;
}

/** Marks a field that computes nothing, and all fields inside it: names, words, intervals of logging, paths of the data. */
export function incidental<T extends z.ZodType>(field: T): T {
  marks.add(field, { computes: false });
  return field;
}

/** The mark of a field itself; undefined where it has none. */
export function markOf(field: z.core.$ZodType): Computing | undefined {
  if (!known.has(field)) known.set(field, findMark(field));
  return known.get(field);
}

/** Zod's registry is slow to ask. */
const known = new WeakMap<z.core.$ZodType, Computing | undefined>();

function findMark(field: z.core.$ZodType): Computing | undefined {
  const mark = marks.get(field);
  if (mark !== undefined) return mark;
  const { def } = (field as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? markOf(def.innerType) : undefined;
}
