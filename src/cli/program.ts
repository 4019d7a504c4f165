import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { commands } from './commands/index.js';
import { prepareTensorflow } from './tensorflow.js';

/** The whole command line: the program with every command registered on it. */
export function buildProgram(): Command {
  const program = new Command('dropin')
    .description(
      'Gradual DropIn of layers: train, sweep and report the experiments of the paper, and your own.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addOption(
      new Option(
        '--device <device>',
        'where TensorFlow computes (default: gpu if an NVIDIA GPU is available)',
      )
        .choices(['cpu', 'gpu'])
        .env('DROPIN_DEVICE'),
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'dropin: '));
      },
    })
    .hook('preAction', prepareTensorflow)
    .exitOverride();
  for (const register of commands) register(program);
  return program.addHelpText('after', HELP_END);
}

const HELP_END = `
Exit codes:
  0 success · 1 failed · 2 usage or spec error · 3 data error
  4 TensorFlow missing or broken · 5 training diverged
  129, 130, 143: stopped by SIGHUP, SIGINT or SIGTERM after writing a checkpoint

Example:
  dropin run configs/lenet10.yaml`;

/** The version in package.json. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
