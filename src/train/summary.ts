import writeFileAtomic from 'write-file-atomic';
import type { CurveRow } from '../run/curve.js';
import type { RunFolder } from '../run/folder.js';
import type { RunRecord } from '../run/record.js';
import { deviceText } from '../run/provenance.js';
import { formatDuration, formatPercent } from '../common/format.js';

/** Text of summary.txt: the main facts of a run. */
function summaryText(record: RunRecord, rows: readonly CurveRow[], folder: RunFolder): string {
  const test = rows.findLast((row) => row.split === 'test');
  const train = rows.findLast((row) => row.split === 'train');
  const best = rows
    .filter((row) => row.split === 'test')
    .reduce<CurveRow | undefined>((a, b) => (a === undefined || b.accuracy > a.accuracy ? b : a), undefined);
  const { provenance } = record;
  const lines: [string, string][] = [
    ['run', `${record.name}, seed ${record.seed}: ${record.status}`],
    ['iterations', `${record.iteration} of ${record.iterations}`],
  ];
  if (record.stopped_early !== undefined) lines.push(['stopped', `early: ${record.stopped_early.reason}`]);
  if (record.diverged_at !== undefined) lines.push(['diverged', `at iteration ${record.diverged_at}`]);
  if (test) {
    lines.push([
      'test',
      `accuracy ${formatPercent(test.accuracy)}, loss ${test.loss.toFixed(4)} (iteration ${test.iteration})`,
    ]);
  }
  if (test?.top5 !== undefined) lines.push(['top 5', formatPercent(test.top5)]);
  if (best)
    lines.push(['best test', `accuracy ${formatPercent(best.accuracy)} (iteration ${best.iteration})`]);
  if (train) {
    lines.push([
      'training',
      `loss ${train.loss.toFixed(4)} (iteration ${train.iteration}), ${train.imagesPerSecond.toFixed(0)} images/s`,
    ]);
  }
  lines.push(
    ['time', formatDuration(record.wall_time_s)],
    [
      'machine',
      `${deviceText(provenance)}, ${provenance.cpu}, TensorFlow ${provenance.tensorflow}, Node ${provenance.node}`,
    ],
    ['curve', folder.curve],
    ['checkpoints', folder.checkpoints],
    ['TensorBoard', `tensorboard --logdir ${folder.tensorboard}`],
  );
  return lines.map(([label, value]) => `${label.padEnd(12)} ${value}\n`).join('');
}

/** Writes summary.txt. */
export function writeSummary(record: RunRecord, rows: readonly CurveRow[], folder: RunFolder): void {
  writeFileAtomic.sync(folder.summary, summaryText(record, rows, folder));
}
