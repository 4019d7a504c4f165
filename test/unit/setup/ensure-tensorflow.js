// The TensorFlow step of the set-up in a separate process, which tests kill, or start twice at once:
// node ensure-tensorflow.js CACHE SET, with SET as JSON.
import { join } from 'node:path';
import { endingOnSignals } from '../../../scripts/setup/index.js';
import { reportSetupFailure } from '../../../scripts/setup/ready.js';
import { ensureTensorflow } from '../../../scripts/setup/tensorflow.js';

const [cache = '', set = ''] = process.argv.slice(2);
try {
  const folder = join(cache, 'tensorflow/fake');
  await endingOnSignals(() => ensureTensorflow(cache, folder, JSON.parse(set)));
} catch (error) {
  process.exit(reportSetupFailure(error));
}
