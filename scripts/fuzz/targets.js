// What is fuzzed: for each reader, sound inputs to change and how an input is read.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.js';
import { mutateBytes, mutateText } from './mutate.js';

/** An error of these names is a message meant for the user; the texts of the others come from readers of ours too. */
const FORESEEN = new Set(['DropinError']);
const CONFIGS = ['lenet.yaml', 'lenet10.yaml', 'lenet10-plain.yaml'];

/**
 * @typedef {{name: string, samples: (string | Uint8Array)[], mutate: Function, read: (input: any) => unknown,
 *   foreseen: (error: Error) => boolean}} Target
 */

/** @returns {Promise<Target[]>} */
export async function targets() {
  const built = (path) => import(join(ROOT, 'build', path));
  const { loadExperiment } = await built('network/load.js');
  const { parseIdx } = await built('data/idx.js');
  const { parseCurve, curveUpTo } = await built('train/curve.js');
  const { setOption } = {
    setOption: (text) => loadExperiment(join(ROOT, 'configs/lenet.yaml'), { set: [text] }),
  };
  const file = join(mkdtempSync(join(tmpdir(), 'dropin-fuzz-')), 'spec.yaml');
  const dropinError = (error) => FORESEEN.has(error.name);
  return [
    {
      name: 'specs',
      samples: CONFIGS.map((name) => readFileSync(join(ROOT, 'configs', name), 'utf8')),
      mutate: mutateText,
      read(text) {
        writeFileSync(file, text);
        return loadExperiment(file);
      },
      foreseen: dropinError,
    },
    {
      name: '--set options',
      samples: ['solver.base_lr=0.1', 'network.0.conv.outputs=5', 'policy={type: fixed}', 'notes.0.about=x'],
      mutate: mutateText,
      read: setOption,
      foreseen: dropinError,
    },
    {
      name: 'curve.csv files',
      samples: [
        'iteration,split,loss,accuracy,top5,learning_rate,dropin_p,images_per_second,elapsed_s\n' +
          '0,test,2.3,0.1,,,0,1000.0,1.000\n0,train,2.3,0.1,,0.01,0,1000.0,1.000\n10,train,2.2,0.2,,0.01,0,1.0,2.0\n',
      ],
      mutate: mutateText,
      read: (text) => [parseCurve(text), curveUpTo(text, 5, true)],
      foreseen: (error) =>
        error instanceof Error && error.name !== 'RangeError' && error.name !== 'TypeError',
    },
    {
      name: 'IDX files',
      samples: [
        Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4),
        Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7),
      ],
      mutate: mutateBytes,
      read: (bytes) => parseIdx(bytes, 'file'),
      foreseen: dropinError,
    },
  ];
}
