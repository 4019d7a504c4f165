import { z } from 'zod';
import { EXTENDS } from '../json-schema.js';
import { markOf } from '../schema/computes.js';
import { specSchema } from '../schema/spec.js';

export type Node = z.core.JSONSchema.BaseSchema;

/** Whether a field is part of a run's identity; `name`: only the last name of its path is. */
export type Identity = 'yes' | 'no' | 'name';

/** The key of a node that holds its field's own mark. */
const MARK = 'x-identity';

/** The JSON Schema of a whole spec, with the marks of its fields. */
export function markedSchema(): Node {
  const schema: Node = z.toJSONSchema(specSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const mark = markOf(zodSchema);
      if (mark === undefined) return;
      const counts: Identity = mark.essence === undefined ? 'yes' : 'name';
      jsonSchema[MARK] = mark.computes ? counts : 'no';
    },
  });
  return { ...schema, properties: { extends: { ...EXTENDS, [MARK]: 'no' }, ...schema.properties } };
}

/** A node's own mark; undefined if it has none. */
export function identityOf(node: Node): Identity | undefined {
  return node[MARK] as Identity | undefined;
}
