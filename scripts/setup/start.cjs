// Sets up what the checkout lacks, then starts the compiled program. Old versions of Node must be able to run this file, to
// report that they are too old.
const { readFileSync } = require('fs');
const { availableParallelism } = require('os');

/** Files that the program opens at once, with TensorFlow and threads that decode images. */
const OPEN_FILES = 256;

/** `EXIT.TENSORFLOW` of exit-codes.js, which an old Node cannot import. */
const EXIT_TENSORFLOW = 4;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`dropin: needs Node 20.9 or newer, found ${process.versions.node}: see https://nodejs.org`);
  process.exit(EXIT_TENSORFLOW);
}

const limit = openFileLimit();
if (limit < OPEN_FILES) {
  console.error(`dropin: needs a limit of ${OPEN_FILES} open files, found ${limit}: run ulimit -n 1024`);
  process.exit(1);
}

// sharp decodes in libuv's thread pool, which has 4 threads by default: give it one per core. The size is fixed at the pool's
// first use, and loading an ES module uses it, so this file is CommonJS (as is bin/dropin, by the package.json beside it).
if (!process.env.UV_THREADPOOL_SIZE)
  process.env.UV_THREADPOOL_SIZE = String(Math.max(4, availableParallelism()));

// Without a listener, Node opens its inspector on SIGUSR1.
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
