import type { CompletedCommand } from './candidates.js';
import { quoted } from './quoted.js';

/** The completion script for fish. */
export function fish(commands: readonly CompletedCommand[]): string {
  return `# fish completion of dropin: dropin completion fish | source\n${commands.flatMap(linesOf).join('\n')}\n`;
}

function linesOf({ path, options, subcommands, values, takesFiles }: CompletedCommand): string[] {
  const within = `complete -c dropin -n ${quoted(condition(path))}`;
  const first = subcommands.length > 0 ? `complete -c dropin -n ${quoted(before(path, subcommands))}` : '';
  return [
    ...subcommands.map(({ word, description }) => `${first} -f -a ${word} -d ${quoted(description)}`),
    ...options.map(({ word, description, takesValue, values: choices }) => {
      const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
      return `${within} -l ${word.replace(/^--/, '')}${value} -d ${quoted(description)}`;
    }),
    ...(values.length > 0 ? [`${within} ${takesFiles ? '' : '-f '}-a ${quoted(values.join(' '))}`] : []),
  ];
}

/** Within a command: all its names were typed. */
function condition(path: readonly string[]): string {
  if (path.length === 0) return '__fish_use_subcommand';
  return path.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
}

/** Where a subcommand is still to be typed. */
function before(path: readonly string[], subcommands: CompletedCommand['subcommands']): string {
  if (path.length === 0) return '__fish_use_subcommand';
  const names = subcommands.map(({ word }) => word).join(' ');
  return `${condition(path)}; and not __fish_seen_subcommand_from ${names}`;
}
