// Preloaded: the process takes its machine for one with macOS, which has no /proc.
/** @type {Record<string, any>} */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

Object.defineProperty(process, 'platform', { value: 'darwin' });
for (const name of ['readFileSync', 'readlinkSync']) {
  const real = fs[name];
  fs[name] = (/** @type {unknown} */ path, /** @type {unknown[]} */ ...rest) => {
    if (!String(path).startsWith('/proc/')) return real(path, ...rest);
    throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
  };
}
syncBuiltinESMExports();
