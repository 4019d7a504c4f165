import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DatasetOptions } from './datasets.js';

export function register(program: Command): void {
  const datasets = program
    .command('datasets')
    .description('list, fetch, verify and prepare data sets')
    .addHelpText('after', '\nExample:\n  dropin datasets prepare imagenet --root /data/imagenet');
  datasets
    .command('list')
    .description('list the data sets, their folders, and whether each is present')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  dropin datasets list')
    .action(async (options: { json?: true }) => {
      const { listCommand } = await import('./datasets.js');
      await listCommand(options.json === true);
    });
  withRoot(datasets.command('fetch'))
    .description('download a data set from its home page and check its checksum; resumes a partial download')
    .addHelpText('after', '\nExample:\n  dropin datasets fetch cifar10')
    .action(async (name: string, options: DatasetOptions) => {
      const { fetchCommand } = await import('./datasets.js');
      await fetchCommand(name, options);
    });
  withImage(withRoot(datasets.command('verify')))
    .description('read every image as training would and check every digest; exit code 3 if any is bad')
    .addHelpText('after', '\nExample:\n  dropin datasets verify cifar10 --root photos/cifar10')
    .action(async (name: string, options: DatasetOptions) => {
      const { verifyCommand } = await import('./datasets.js');
      process.exitCode = await verifyCommand(name, options);
    });
  withImage(withRoot(datasets.command('prepare')))
    .description('resize all images once into shards, which training then reads instead of the files')
    .addOption(
      new Option('--on-bad-image <what>', 'what to do with an unreadable image')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .addHelpText('after', '\nExample:\n  dropin datasets prepare imagefolder --root photos --image 64x64x3')
    .action(async (name: string, options: DatasetOptions & { onBadImage: 'fail' | 'skip' }) => {
      const { prepareCommand } = await import('./datasets.js');
      await prepareCommand(name, options);
    });
}

function withRoot(command: Command): Command {
  return command
    .argument('<dataset>', 'name of a data set, or path of a descriptor')
    .option('--root <dir>', 'its folder (default: NAME in $DROPIN_DATA, or in datasets/)')
    .option('--json', 'print JSON');
}

function withImage(command: Command): Command {
  return command.addOption(
    new Option('--image <HxWxC>', 'size to resize images in folders to: height, width, channels').argParser(
      (text: string) => {
        const match = /^([1-9]\d*)x([1-9]\d*)x([13])$/.exec(text);
        if (match === null) throw new InvalidArgumentError('expected HxWxC, such as 256x256x3.');
        return match.slice(1).map(Number);
      },
    ),
  );
}
