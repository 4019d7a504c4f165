import { z } from 'zod';
import { paperSchema } from './schema.js';

/** The JSON Schema of claims files, used by editors for completion and checking: the text of paper/schema.json. */
export function paperJsonSchemaText(): string {
  const schema = z.toJSONSchema(paperSchema, { io: 'input' });
  schema.title = 'dropin claims file';
  return `${JSON.stringify(schema, null, 2)}\n`;
}
