import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Overrides } from '../spec/load.js';

/** Adds the options that change a spec before it is used. */
export function addSpecOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--set <path=value>',
        'change a value of the spec, e.g. solver.base_lr=0.005 (repeatable)',
      ).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]),
    )
    .addOption(
      new Option('--scale <factor>', 'multiply every length counted in iterations').argParser(positive),
    )
    .addOption(new Option('--iterations <n>', 'training steps (not scaled)').argParser(whole))
    .addOption(new Option('--seed <n>', 'seed of every random choice').argParser(whole));
}

/** Options as commander parses them: the loader's overrides. */
export type SpecOptions = Overrides;

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('expected a positive number.');
  }
  return value;
}

/** Parses an option that is a whole number. */
export function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

/** Parses an option that is a whole number above 0. */
export function positiveWhole(text: string): number {
  const value = whole(text);
  if (value === 0) throw new InvalidArgumentError('expected at least 1.');
  return value;
}
