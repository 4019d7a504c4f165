import { z } from 'zod';

/** Ids become anchors of the page and file names, so only these characters are allowed. */
export const idSchema = z
  .string()
  .max(60)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    'an id: letters, digits, "_", "." and "-", starting with a letter or digit',
  );
