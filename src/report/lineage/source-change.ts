import { changedSource } from '../../run/changed-source.js';
import { specSchema } from '../../spec/schema/spec.js';
import type { Run } from '../results/run.js';

/** Why a run would start from other weights now (`init_from.spec`); undefined if it would not. */
export function sourceChange({ spec, seed, record }: Run): string | undefined {
  if (record.record.init_from === undefined) return undefined;
  const parsed = specSchema.safeParse({ ...spec, seed }).data;
  return parsed === undefined ? undefined : changedSource(parsed, record);
}
