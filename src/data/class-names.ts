import type { CifarDescriptor, IdxDescriptor } from '../spec/schema/descriptor.js';

/** The names of a descriptor's classes, in the order of their numbers; where it names none, the numbers. */
export function classNamesOf({
  classes,
  class_names: names,
}: Pick<IdxDescriptor | CifarDescriptor, 'classes' | 'class_names'>): readonly string[] {
  return Array.from({ length: classes }, (_, number) => names?.[number] ?? String(number));
}
