import type { CompletedCommand } from './candidates.js';

/** The completion script for bash. */
export function bash(commands: readonly CompletedCommand[]): string {
  const known = commands.filter(({ path }) => path.length > 0).map(({ path }) => `' ${path.join(' ')}'`);
  return `# bash completion of dropin: source <(dropin completion bash)
_dropin() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command='' word options='' values='' files='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${known.join('|')}) command="$command \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$command $previous" in
${commands.flatMap(optionCases).join('\n')}
  esac
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$values" -- "$current") \${files:+$(compgen -f -- "$current")})
  fi
}
complete -o filenames -F _dropin dropin ./bin/dropin
`;
}

function commandCase({ path, options, subcommands, values, takesFiles }: CompletedCommand): string {
  const words = [...subcommands.map(({ word }) => word), ...values].join(' ');
  const files = takesFiles ? ` files=yes` : '';
  return `    '${spaced(path)}') options='${options.map(({ word }) => word).join(' ')}' values='${words}'${files} ;;`;
}

/** What follows an option that takes a value. */
function optionCases({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ word, values }) => {
      const reply = values.length > 0 ? `compgen -W '${values.join(' ')}'` : 'compgen -f';
      return `    '${spaced(path)} ${word}') COMPREPLY=($(${reply} -- "$current")); return ;;`;
    });
}

function spaced(path: readonly string[]): string {
  return path.map((name) => ` ${name}`).join('');
}
