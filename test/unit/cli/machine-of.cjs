// Preloaded: the process takes the machine for one of CORES cores, and says at its end how many threads it had.
const { readdirSync } = require('node:fs');
const os = require('node:os');

os.availableParallelism = () => Number(process.env.CORES);
process.on('exit', () => {
  process.stderr.write(String(readdirSync('/proc/self/task').length));
});
