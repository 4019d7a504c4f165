import { z } from 'zod';
import { specSchema } from './schema/spec.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The field that the loader reads before the schema. */
export const EXTENDS: JsonSchema = {
  type: 'string',
  description: 'Spec file that this one extends; a path relative to this file.',
};

/**
 * The JSON Schema of a spec file, for editors. As a file may extend another, it does not require keys of maps that are
 * merged (all but the layers'): the loader requires them of the result. An entry of `network` has exactly one kind.
 */
export function specJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(specSchema, { io: 'input' });
  schema.title = 'dropin spec';
  relaxRequired(schema);
  // Keys that hold anchors.
  schema.patternProperties = { '^x(-|$)': {} };
  const properties = schema.properties ?? {};
  const entry = (properties.network as JsonSchema).items as JsonSchema;
  entry.minProperties = 1;
  entry.maxProperties = 1;
  schema.properties = { extends: EXTENDS, ...properties };
  return schema;
}

/** The text of configs/schema.json. */
export function specJsonSchemaText(): string {
  return `${JSON.stringify(specJsonSchema(), null, 2)}\n`;
}

/** Drops the requirements of maps that are merged. Lists and maps with a `type` are replaced as a whole and keep theirs. */
function relaxRequired(schema: JsonSchema): void {
  delete schema.required;
  for (const property of Object.values(schema.properties ?? {})) {
    if (typeof property === 'object' && property.type === 'object') relaxRequired(property);
  }
}
