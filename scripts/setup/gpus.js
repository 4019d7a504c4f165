import { execFileSync } from 'node:child_process';

/**
 * A GPU, as reported by nvidia-smi.
 * @typedef {object} Gpu
 * @property {string} uuid
 * @property {string} name
 * @property {string} driver the driver's version
 * @property {number | undefined} capability compute capability, e.g. 8.6; unknown to drivers before 510
 * @property {number} memoryBytes
 * @property {number} freeBytes
 */

/**
 * The machine's GPUs in PCI order, including those hidden by CUDA_VISIBLE_DEVICES; none if nvidia-smi is missing or fails.
 * @returns {Gpu[]}
 */
export function listMachineGpus(env = process.env) {
  const capabilities = query('compute_cap', env);
  return query('uuid,driver_version,memory.total,memory.free,name', env).map((line, at) => {
    const [uuid = '', driver = '', memory, free, ...name] = line.split(',').map((field) => field.trim());
    const capability = Number(capabilities[at]);
    return {
      uuid,
      driver,
      name: name.join(', '),
      capability: capability > 0 ? capability : undefined,
      memoryBytes: Number(memory) * 2 ** 20,
      freeBytes: Number(free) * 2 ** 20,
    };
  });
}

/** @param {string} fields @param {NodeJS.ProcessEnv} env @returns {string[]} one line per GPU */
function query(fields, env) {
  try {
    const text = execFileSync('nvidia-smi', [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'], {
      encoding: 'utf8',
      env,
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n').filter((line) => line.trim() !== '');
  } catch {
    return [];
  }
}
