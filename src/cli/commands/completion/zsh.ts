import type { Candidate, CompletedCommand, CompletedOption } from './candidates.js';
import { quoted } from './quoted.js';

/** The completion script for zsh: one function for each command. */
export function zsh(commands: readonly CompletedCommand[]): string {
  return `#compdef dropin
# zsh completion of dropin: source <(dropin completion zsh)
${commands.map((command) => (command.subcommands.length > 0 ? group(command) : leaf(command))).join('')}compdef _dropin dropin
`;
}

/** A command with subcommands passes the rest of the line on to the function of one. */
function group({ path, options, subcommands }: CompletedCommand): string {
  const described = subcommands.map(describe).join(' ');
  const cases = subcommands.map(({ word }) => `    ${word}) ${functionOf([...path, word])} ;;`).join('\n');
  return `${functionOf(path)}() {
  if (( CURRENT == 2 )); then
    local -a commands=(${described})
    _describe command commands
    _arguments ${options.map(optionOf).join(' ')}
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases}
  esac
}
`;
}

function leaf({ path, options, values, takesFiles }: CompletedCommand): string {
  const rest = [
    ...(values.length > 0 ? [`'*:value:(${values.join(' ')})'`] : []),
    ...(values.length === 0 && takesFiles ? [`'*:file:_files'`] : []),
  ];
  return `${functionOf(path)}() {
  _arguments ${[...options.map(optionOf), ...rest].join(' ')}
}
`;
}

function functionOf(path: readonly string[]): string {
  return ['_dropin', ...path].join('_').replaceAll('-', '_');
}

function describe({ word, description }: Candidate): string {
  return quoted(`${word}:${description}`);
}

function optionOf({ word, description, takesValue, values }: CompletedOption): string {
  const value = values.length > 0 ? `:value:(${values.join(' ')})` : ':file:_files';
  return quoted(`${word}[${description.replaceAll(/[[\]]/g, '\\$&')}]${takesValue ? value : ''}`);
}
