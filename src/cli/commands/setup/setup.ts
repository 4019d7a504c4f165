import { chooseDevice } from '#setup/device.js';
import { bindingFolder, tensorflowFolder } from '#setup/installed.js';
import { manifest } from '#setup/manifest.js';
import { reportingSetup, setUpTensorflow } from '../../../library/tensorflow.js';

/** `dropin setup`: sets up TensorFlow for a device, which this machine need not have. */
export async function setupCommand(asked: string | undefined): Promise<void> {
  const device = chooseDevice(asked);
  await reportingSetup(() => setUpTensorflow(device));
  process.stdout.write(
    `TensorFlow ${manifest.tensorflow} for the ${device.toUpperCase()} is ready:\n` +
      `  ${tensorflowFolder(device)}\n  ${bindingFolder(device)}\n`,
  );
}
