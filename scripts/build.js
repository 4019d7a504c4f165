// `npm run build`: compiles src/ into build/, unless build/ is up to date.
import { makeCheckoutReady, reportSetupFailure } from './setup/ready.js';

try {
  await makeCheckoutReady();
} catch (error) {
  process.exitCode = reportSetupFailure(error);
}
