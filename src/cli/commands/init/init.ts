import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { starterData } from '../../../data/starter-data.js';
import { starterSpec } from '../../../spec/starter.js';
import { writeNamedFile } from '../../write-file.js';

/** `dropin init` */
export function initCommand(file: string, { data, force }: { data: string; force?: true }): void {
  const [, name] = /^([A-Za-z0-9][\w.-]*)\.ya?ml$/.exec(basename(file)) ?? [];
  if (name === undefined) {
    throw new DropinError(
      `${file}: expected a name of letters, digits, "_", "." and "-" that ends in .yaml`,
      EXIT.USAGE,
    );
  }
  if (existsSync(file) && force !== true) {
    throw new DropinError(`${file} exists: name another file, or replace it with --force`, EXIT.USAGE);
  }
  writeNamedFile(file, starterSpec(name, starterData(data)));
  process.stdout.write(`${file} is written; train it with: dropin run ${file}\n`);
}
