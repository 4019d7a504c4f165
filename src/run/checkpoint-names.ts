import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** Prefix of TensorFlow's files in a checkpoint's folder. */
export const PREFIX = 'model';
const FOLDER = /^iteration-(\d{8,})$/;
/** Name of a checkpoint's folder while it is being written. */
export const UNFINISHED = '.unfinished';

/** `iteration-00000500` */
export function checkpointName(iteration: number): string {
  return `iteration-${String(iteration).padStart(8, '0')}`;
}

/** The iterations of the folders in `checkpoints/`, newest first. */
export async function checkpointIterations(checkpoints: string): Promise<number[]> {
  if (!existsSync(checkpoints)) return [];
  const names = await readdir(checkpoints);
  return names
    .flatMap((name) => FOLDER.exec(name)?.slice(1).map(Number) ?? [])
    .sort((newer, older) => older - newer);
}
