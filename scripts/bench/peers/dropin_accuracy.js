// Trains a spec with this program's library and prints a line of JSON after every test but the one before the first step.
import { train } from '#build/library/train.js';

/** @type {{spec: string, set: string[], out: string}} */
const { spec, set, out } = JSON.parse(process.argv[2] ?? '');
await train(spec, {
  set,
  out,
  fresh: true,
  observer: {
    row({ split, iteration, accuracy, elapsedS }) {
      if (split === 'test' && iteration > 0)
        console.log(JSON.stringify({ iteration, accuracy, seconds: elapsedS }));
    },
  },
});
