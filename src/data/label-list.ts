import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { readImageFile } from './decode/read-file.js';
import { UnreadableImage } from './decode/unreadable.js';

export interface LabelledFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly label: number;
}

/**
 * Reads a label list in the format of Caffe's val.txt: lines `FILE CLASS_NUMBER`, with classes numbered from 0 and files
 * relative to `folder`.
 *
 * @throws {DropinError} exit code 3, naming the line and what is wrong with it.
 */
export function readLabelList(list: string, folder: string, classes: number): LabelledFile[] {
  const files = textOf(list)
    .split('\n')
    .flatMap((line, index) => {
      const text = line.trim();
      if (text === '') return [];
      const fail = (expected: string, found: string) =>
        new DropinError(
          `data: ${list}:${index + 1}: expected ${expected}, found ${JSON.stringify(found)}`,
          EXIT.DATA,
        );
      const match = /^(.*\S)\s+(\d+)$/.exec(text);
      const [, file = '', label] = match ?? [];
      if (match === null || Number(label) >= classes) {
        throw fail(`a file name and a class number below ${classes}`, text);
      }
      if (file.split('/').includes('..') || file.includes('\0')) throw fail(`a file in ${folder}/`, file);
      return [{ path: `${folder}/${file}`, label: Number(label) }];
    });
  if (files.length === 0) throw new DropinError(`data: ${list} lists no images`, EXIT.DATA);
  return files;
}

function textOf(list: string): string {
  try {
    return Buffer.from(readImageFile(list)).toString('utf8');
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    throw new DropinError(`data: ${list} ${error.message}`, EXIT.DATA, { cause: error });
  }
}
