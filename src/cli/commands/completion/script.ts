import type { Command, Option } from 'commander';
import type { Shell } from './shells.js';

interface Candidate {
  /** What is typed. */
  readonly word: string;
  readonly description: string;
}

interface CompletedCommand extends Candidate {
  readonly options: readonly Candidate[];
  /** Fixed values of the command's first argument; without any, files are completed. */
  readonly values: readonly string[];
}

/** The completion script of one shell: commands, and each command's options and fixed arguments. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => describe(program, command));
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

function describe(program: Command, command: Command): CompletedCommand {
  const own = command.createHelp().visibleOptions(command);
  const shared = program.options.filter((option) => option.long !== '--version');
  const children = command.commands.map((child) => child.name());
  return {
    word: command.name(),
    description: command.description(),
    options: [...own, ...shared].map(describeOption),
    values: children.length > 0 ? children : [...(command.registeredArguments[0]?.argChoices ?? [])],
  };
}

function describeOption(option: Option): Candidate {
  return { word: option.long ?? option.short ?? '', description: option.description };
}

function words(candidates: readonly Candidate[]): string {
  return candidates.map((candidate) => candidate.word).join(' ');
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(
    (command) =>
      `    ${command.word}) options='${words(command.options)}'; values='${command.values.join(' ')}' ;;`,
  );
  return `# bash completion of dropin: source <(dropin completion bash)
_dropin() {
  local current="\${COMP_WORDS[COMP_CWORD]}" options='' values=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${words(commands)} --help --version' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [ -n "$values" ]; then
    COMPREPLY=($(compgen -W "$values" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _dropin dropin ./bin/dropin
`;
}

/** Text inside single quotes of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const names = commands.map((command) => quoted(`${command.word}:${command.description}`));
  const cases = commands.map((command) => {
    const options = command.options.map((option) =>
      quoted(`${option.word}[${option.description.replaceAll(/[[\]]/g, '\\$&')}]`),
    );
    const rest = command.values.length > 0 ? `'*:value:(${command.values.join(' ')})'` : `'*:file:_files'`;
    return `    ${command.word}) _arguments ${[...options, rest].join(' ')} ;;`;
  });
  return `#compdef dropin
# zsh completion of dropin: source <(dropin completion zsh)
_dropin() {
  if (( CURRENT == 2 )); then
    local -a commands=(${names.join(' ')})
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases.join('\n')}
  esac
}
compdef _dropin dropin
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const within = `complete -c dropin -n '__fish_seen_subcommand_from ${command.word}'`;
    return [
      `complete -c dropin -n __fish_use_subcommand -f -a ${command.word} -d ${quoted(command.description)}`,
      ...command.options.map(
        (option) => `${within} -l ${option.word.replace(/^--/, '')} -d ${quoted(option.description)}`,
      ),
      ...(command.values.length > 0 ? [`${within} -f -a ${quoted(command.values.join(' '))}`] : []),
    ];
  });
  return `# fish completion of dropin: dropin completion fish | source\n${lines.join('\n')}\n`;
}
