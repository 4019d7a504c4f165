// Preloaded: the process takes the machine for one of CORES cores, and says at its end how many threads it had.
const { readdirSync, stat } = require('node:fs');
const os = require('node:os');

os.availableParallelism = () => Number(process.env.CORES);
// The pool starts with its first use, which from Node 22 on reading the modules no longer is.
setTimeout(() => {
  stat('.', () => undefined);
});
process.on('exit', () => {
  process.stderr.write(String(readdirSync('/proc/self/task').length));
});
