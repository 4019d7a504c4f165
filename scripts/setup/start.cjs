// Sets up what the checkout lacks, then starts the compiled program. Any Node can read this file: an old one must be able to
// say that it is too old.
const { readFileSync } = require('fs');
const { availableParallelism } = require('os');

/** Files that the program opens at once, with TensorFlow and threads that decode images. */
const OPEN_FILES = 256;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`dropin: needs Node 20.9 or newer, found ${process.versions.node}: see https://nodejs.org`);
  process.exit(4);
}

const limit = openFileLimit();
if (limit < OPEN_FILES) {
  console.error(`dropin: needs a limit of ${OPEN_FILES} open files, found ${limit}: run ulimit -n 1024`);
  process.exit(1);
}

// sharp decodes in libuv's thread pool, which has 4 threads by default: give it one for each core. Its first use fixes its
// size, and loading an ES module is a use, so this file is CommonJS (as is bin/dropin, by the package.json beside it).
if (!process.env.UV_THREADPOOL_SIZE)
  process.env.UV_THREADPOOL_SIZE = String(Math.max(4, availableParallelism()));

// Node opens its inspector on SIGUSR1, unless there is a listener.
process.on('SIGUSR1', () => {});

start();

async function start() {
  const { makeCheckoutReady, reportSetupFailure } = await import('./ready.js');
  try {
    await makeCheckoutReady();
  } catch (error) {
    process.exit(reportSetupFailure(error));
  }
  const { main } = await import('#build/cli/main.js');
  await main();
}

/** The limit of open files, which Node has already raised as far as it may; Infinity where the system does not say. */
function openFileLimit() {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number((/^Max open files +(\d+)/m.exec(limits) || [])[1] || Infinity);
  } catch {
    return Infinity;
  }
}
