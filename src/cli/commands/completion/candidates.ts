import type { Argument, Command, Option } from 'commander';
import { datasetNames } from '../../../spec/descriptor.js';

/** A word that may be typed. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** A word with values of its own: an option. */
export interface CompletedOption extends Candidate {
  /** Whether a value follows. Without fixed values it is a file. */
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

/** A command, and what may follow it. */
export interface CompletedCommand extends Candidate {
  /** Its names from the top: `['datasets', 'verify']`; empty for the program itself. */
  readonly path: readonly string[];
  readonly options: readonly CompletedOption[];
  readonly subcommands: readonly Candidate[];
  /** Fixed values of its arguments. */
  readonly values: readonly string[];
  /** Whether an argument may be a file. */
  readonly takesFiles: boolean;
}

/** The program and all its commands, each after the one that it belongs to. */
export function completedCommands(program: Command): CompletedCommand[] {
  const shared = visibleOptions(program).filter(({ word }) => word !== '--version' && word !== '--help');
  const describe = (
    command: Command,
    path: readonly string[] = [],
    topics: readonly string[] = [],
  ): CompletedCommand[] => {
    const children = command.createHelp().visibleCommands(command);
    const names = command.commands.map((child) => child.name());
    const own = visibleOptions(command);
    const values = isHelp(command) ? topics : command.registeredArguments.flatMap(valuesOf);
    const described = {
      word: path.at(-1) ?? program.name(),
      description: command.description(),
      path,
      options: path.length === 0 ? own : [...own, ...shared],
      subcommands: children.map((child) => ({ word: child.name(), description: child.description() })),
      values,
      takesFiles: children.length === 0 && !isHelp(command) && command.registeredArguments.some(takesFile),
    };
    return [described, ...children.flatMap((child) => describe(child, [...path, child.name()], names))];
  };
  return describe(program);
}

function isHelp(command: Command): boolean {
  return command.name() === 'help';
}

function valuesOf(argument: Argument): readonly string[] {
  return argument.name() === 'dataset' ? datasetNames() : (argument.argChoices ?? []);
}

/** An argument with choices is one of them; any other may be a path. */
function takesFile({ argChoices }: Argument): boolean {
  return argChoices === undefined;
}

function visibleOptions(command: Command): CompletedOption[] {
  return command.createHelp().visibleOptions(command).map(describeOption);
}

function describeOption(option: Option): CompletedOption {
  return {
    word: option.long ?? option.short ?? '',
    description: option.description,
    takesValue: option.required || option.optional,
    values: option.argChoices ?? [],
  };
}
