import type { z } from 'zod';
import type { SpecIssue } from './issues.js';
import { knownKeys } from './known-keys.js';
import { nearest } from '../common/nearest.js';
import { showValue } from '../common/printable.js';

type ZodIssue = z.core.$ZodIssue;
type Path = (string | number)[];

/** Converts the schema's errors about a value to issues. */
export function schemaIssues(
  schema: z.core.$ZodType,
  value: unknown,
  issues: readonly ZodIssue[],
): SpecIssue[] {
  return issues.flatMap((issue) => explain(schema, value, issue, []));
}

function explain(schema: z.core.$ZodType, root: unknown, issue: ZodIssue, prefix: Path): SpecIssue[] {
  const path = [...prefix, ...(issue.path as Path)];
  const value = valueAt(root, path);
  const wrong = (expected: string, suggestion?: string): SpecIssue[] => [
    { path, expected, found: showValue(value), suggestion },
  ];
  switch (issue.code) {
    case 'invalid_type':
      return wrong(kinds[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return wrong(oneOf(issue.values), nearestOf(value, issue.values));
    case 'too_small':
      return wrong(bound(issue.inclusive === true ? 'at least' : 'more than', issue.minimum, issue.origin));
    case 'too_big':
      return wrong(bound(issue.inclusive === true ? 'at most' : 'less than', issue.maximum, issue.origin));
    case 'unrecognized_keys':
      return unknownKeys(issue.keys, path, knownKeys(schema, path, root));
    case 'invalid_union':
      if (issue.errors.length > 0) return explainUnion(schema, root, issue.errors, path);
      return wrong(oneOf(discriminators(issue)), nearestOf(value, discriminators(issue)));
    case 'invalid_key':
      return [
        { path, expected: issue.issues[0]?.message ?? 'a key', found: showValue(path.at(-1)), atKey: true },
      ];
    case 'custom':
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
      // The message of a pattern or a refinement is our own, and says what is expected.
      return wrong(issue.message);
  }
}

/**
 * Reports the errors of the branch for this type of value, of several maps the one that knows the keys. If there is none,
 * lists the types of all branches.
 */
function explainUnion(
  schema: z.core.$ZodType,
  root: unknown,
  errors: readonly (readonly ZodIssue[])[],
  path: Path,
): SpecIssue[] {
  const value = valueAt(root, path);
  const possible = errors.filter((issues) => !issues.some((issue) => isOfOtherType(issue, value)));
  const unknown = possible.map((issues) => issues.find((issue) => issue.code === 'unrecognized_keys'));
  const meant =
    possible.find((_, i) => unknown[i] === undefined) ?? (possible.length === 1 ? possible[0] : undefined);
  if (meant !== undefined) return meant.flatMap((issue) => explain(schema, root, issue, path));
  const [keys] = unknown;
  if (keys !== undefined) return unknownKeys(keys.keys, path, knownKeys(schema, path, root));
  const expected = new Set(errors.flat().flatMap(typesOf));
  return [
    {
      path,
      expected: [...expected].join(' or ').replace('true or false or', 'true, false or'),
      found: showValue(value),
    },
  ];
}

/** Whether an error of a branch says that the value as a whole is of another type. */
function isOfOtherType(issue: ZodIssue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_value') return issue.values.every((known) => typeof known !== typeof value);
  return issue.code === 'invalid_type';
}

/** What a branch expects in place of a value of another type. */
function typesOf(issue: ZodIssue): readonly string[] {
  if (issue.path.length > 0) return [];
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' ? [kinds[issue.expected] ?? issue.expected] : [];
}

/** The values that select a branch of a discriminated union. */
function discriminators(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.util.Primitive[] {
  return 'options' in issue ? (issue.options as readonly z.core.util.Primitive[]) : [];
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
};

/** Maximum number of unknown keys with a suggestion, because finding one takes time. */
const MAX_SUGGESTIONS = 100;

function unknownKeys(keys: readonly string[], path: Path, known: readonly string[]): SpecIssue[] {
  return keys.map((key, i) =>
    unknownKey(key, path, known, i < MAX_SUGGESTIONS ? nearest(key, known) : undefined),
  );
}

function unknownKey(
  key: string,
  path: Path,
  known: readonly string[],
  suggestion: string | undefined,
): SpecIssue {
  const expected =
    suggestion === undefined && known.length > 0 ? `one of ${known.join(', ')}` : 'a known key';
  return { path: [...path, key], expected, found: JSON.stringify(key), suggestion, atKey: true };
}

function bound(relation: string, limit: number | bigint, origin: string): string {
  const unit = origin === 'array' ? (limit === 1 ? ' item' : ' items') : '';
  if (origin === 'string') return 'a non-empty string';
  return `${relation} ${limit}${unit}`;
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const shown = values.map((value) => String(value)).join(', ');
  return values.length === 1 ? shown : `one of ${shown}`;
}

function nearestOf(value: unknown, values: readonly z.core.util.Primitive[]): string | undefined {
  return typeof value === 'string' ? nearest(value, values.map(String)) : undefined;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
