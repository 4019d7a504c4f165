import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { specJsonSchema, specJsonSchemaText } from '../../../src/spec/json-schema.js';

it('configs/schema.json is what `dropin schema` prints', () => {
  const stale = 'configs/schema.json is stale: ./bin/dropin schema > configs/schema.json';
  expect(readFileSync('configs/schema.json', 'utf8'), stale).toBe(specJsonSchemaText());
});

it('requires no top-level keys, because a file may extend another, but one kind per entry', () => {
  const schema = specJsonSchema();
  expect(schema.required).toBeUndefined();
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties).toHaveProperty('extends');
  expect(schema.properties).toHaveProperty('network.items.maxProperties', 1);
});
