// `npm run build`: compiles src/ into build/, unless that is done.
import { makeCheckoutReady, reportSetupFailure } from './setup/ready.js';

try {
  await makeCheckoutReady();
} catch (error) {
  process.exitCode = reportSetupFailure(error);
}
