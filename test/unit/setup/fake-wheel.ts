import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    info = 'dropin_fake-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: dropin-fake\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
    for name in ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h', 'python/unwanted.py']:
        wheel.writestr('tensorflow/' + name, name)
`;

/** Makes a wheel with the structure of TensorFlow's, in a folder for pip to use. */
export function makeFakeWheel(folder: string) {
  const file = 'dropin_fake-1.0-py3-none-any.whl';
  const path = join(folder, file);
  execFileSync('python3', ['-c', MAKE_WHEEL, path]);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const wheel = { name: 'dropin-fake', version: '1.0', file, sha256, bytes: statSync(path).size };
  return { python: '3.11', platforms: ['any'], unpackedBytes: 1000, wheels: [wheel] };
}

export type FakeSet = ReturnType<typeof makeFakeWheel>;
