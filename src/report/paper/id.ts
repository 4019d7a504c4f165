import { z } from 'zod';

/** Ids become anchors of the page and names of files, so that they have no other characters. */
export const idSchema = z
  .string()
  .max(60)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    'an id: letters, digits, "_", "." and "-", starting with a letter or digit',
  );
