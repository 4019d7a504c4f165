import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadExperiment } from '../../../src/network/load.js';
import type { Overrides } from '../../../src/spec/load.js';

/** Writes files to a new folder and returns its path. */
export function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dropin-spec-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The message of loading `spec.yaml` from these files, without the folder; `nothing` if it loads. Expects exit code 2. */
export function complaint(files: Record<string, string>, overrides: Overrides = {}): string {
  const folder = folderOf(files);
  try {
    loadExperiment(join(folder, 'spec.yaml'), overrides);
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode?: number };
    if (exitCode !== 2) throw error;
    return message.replaceAll(`${folder}/`, '');
  }
  return 'nothing';
}

/** A valid spec, parts of which tests replace. */
export const SOUND = `name: sound
dataset: {name: mnist}
dropin: {length: 100}
network:
  - conv: {outputs: 4, kernel: 5}
  - conv: {outputs: 4, kernel: 3, pad: 1}
  - dropin: {from: conv1}
  - fc: {outputs: 10}
solver: {iterations: 1000, batch: 4, base_lr: 0.01}
`;
