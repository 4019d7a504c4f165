import { z } from 'zod';
import { specSchema } from './schema/spec.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The JSON Schema of a spec file, for editors. A file may extend another, so that the keys of maps which merge (all but the
 * layers') are required of the result only, by the loader; an entry of `network` has exactly one kind.
 */
export function specJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(specSchema, { io: 'input' });
  schema.title = 'dropin spec';
  relaxRequired(schema);
  // Where anchors are written.
  schema.patternProperties = { '^x(-|$)': {} };
  const properties = schema.properties ?? {};
  const entry = (properties.network as JsonSchema).items as JsonSchema;
  entry.minProperties = 1;
  entry.maxProperties = 1;
  schema.properties = {
    extends: { type: 'string', description: 'A spec file that this one starts from, relative to it.' },
    ...properties,
  };
  return schema;
}

/** The committed text of configs/schema.json. */
export function specJsonSchemaText(): string {
  return `${JSON.stringify(specJsonSchema(), null, 2)}\n`;
}

/** Lists are replaced whole, and so are maps chosen by their `type`: what they require stays. */
function relaxRequired(schema: JsonSchema): void {
  delete schema.required;
  for (const property of Object.values(schema.properties ?? {})) {
    if (typeof property === 'object' && property.type === 'object') relaxRequired(property);
  }
}
