import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scalarText } from '../../../src/spec/reference/scalar-text.js';
import { specPage } from '../../../src/spec/reference/page.js';
import { specSections } from '../../../src/spec/reference/sections.js';
import { computesAt } from '../../../src/spec/computing.js';
import { specSchema } from '../../../src/spec/schema/spec.js';

const sections = specSections();

function rowAt(path: string, name: string) {
  return sections.find((section) => section.path === path)?.rows.find((row) => row.name === name);
}

it('docs/spec.md is what `dropin schema --markdown` prints', () => {
  const stale = 'docs/spec.md is stale: ./bin/dropin schema --markdown > docs/spec.md';
  expect(readFileSync('docs/spec.md', 'utf8'), stale).toBe(specPage());
});

it('every map and every field has a description', () => {
  const without = sections.flatMap(({ path, meaning, rows }) => [
    ...(meaning === '' ? [path] : []),
    ...rows.filter((row) => row.meaning === '').map((row) => `${path}.${row.name}`),
  ]);
  expect(without).toEqual([]);
});

describe('a field of the page', () => {
  it('has its values, default, identity and meaning', () => {
    expect(rowAt('solver', 'momentum')).toEqual({
      name: 'momentum',
      values: 'number ≥ 0 and < 1',
      fallback: '`0.9`',
      identity: 'yes',
      meaning: 'μ of sgd and nesterov; β1 of adam and adamw; not used by rmsprop and adagrad.',
    });
    expect(rowAt('', 'network')).toMatchObject({
      fallback: 'required',
      values: 'list of map [`network[]`](#network)',
    });
    expect(rowAt('test', 'batch')).toMatchObject({ fallback: '`100`', identity: 'no' });
    expect(rowAt('dataset', 'root')).toMatchObject({ fallback: '', identity: 'no', values: 'text' });
    expect(rowAt('dataset', 'name')).toMatchObject({ fallback: 'required', identity: 'name' });
    expect(rowAt('', 'dataset')).toMatchObject({ identity: undefined });
  });

  it('counts as part of the identity where the digest of a run counts it', () => {
    const spec = { dataset: {}, transform: {}, dropin: {}, solver: {}, test: {}, checkpoint: {}, paper: {} };
    for (const [map, value] of Object.entries(spec)) {
      const { rows } = sections.find(({ path }) => path === map)!;
      for (const { name, identity } of rows) {
        const computes = computesAt(specSchema, [map, name], { [map]: value });
        expect([map, name, identity !== 'no']).toEqual([map, name, computes]);
      }
    }
  });

  it('of several kinds of map has a row for each kind, followed by its fields', () => {
    const { rows } = sections.find(({ path }) => path === 'solver.policy')!;
    expect(rows.slice(0, 4).map(({ name, fallback }) => [name, fallback])).toEqual([
      ['type: fixed', ''],
      ['type: step', ''],
      ['gamma', 'required'],
      ['step', 'required'],
    ]);
  });

  it('that another map has too refers to that one', () => {
    expect(rowAt('network[].fc', 'weight_filler')?.values).toBe(
      'map [`network[].conv.weight_filler`](#networkconvweight_filler)',
    );
    expect(rowAt('network[].block', 'dropin')?.values).toBe(
      '`true`, `false`, or map [`network[].block.dropin`](#networkblockdropin)',
    );
    expect(rowAt('defaults', 'fc')?.values).toMatch(/^map of `bias`, .* as in \[`network\[\].fc`\]/);
  });

  it('names no bounds that are only those of 32-bit numbers', () => {
    expect(scalarText({ type: 'integer', exclusiveMinimum: 0, maximum: 2 ** 31 - 1 })).toBe('integer > 0');
    expect(scalarText({ type: 'number', minimum: -3e38, maximum: 3e38 })).toBe('number');
    expect(scalarText({ enum: ['a', 'b'] })).toBe('`a`, `b`');
    expect(scalarText({ type: 'boolean', const: false })).toBe('`false`');
  });
});
