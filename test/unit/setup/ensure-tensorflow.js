// The set-up's TensorFlow step as a process of its own, to be killed and doubled by the tests:
// node ensure-tensorflow.js CACHE SET, with SET as JSON.
import { endOnSignals } from '../../../scripts/setup/index.js';
import { tellSetupFailure } from '../../../scripts/setup/ready.js';
import { ensureTensorflow } from '../../../scripts/setup/tensorflow.js';

const [cache, set] = process.argv.slice(2);
endOnSignals();
try {
  console.log(await ensureTensorflow(cache, 'fake', JSON.parse(set)));
  process.exit(0);
} catch (error) {
  process.exit(tellSetupFailure(error));
}
