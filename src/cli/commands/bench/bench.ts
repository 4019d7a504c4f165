import { csvText } from '../../../common/csv.js';
import { DropinError } from '../../../common/errors.js';
import { EXIT } from '../../../common/exit-codes.js';
import { bench } from '../../../library/bench.js';
import { useThreads } from '../../../common/threads.js';
import type { Bench } from '../../../train/bench/bench.js';
import { timeline } from '../../../train/bench/timeline.js';
import type { SpecOptions } from '../../spec-options.js';
import { writeNamedFile } from '../../write-file.js';
import { benchTable, shareOf } from './table.js';

export interface BenchCommandOptions extends SpecOptions {
  readonly p: number;
  readonly steps: number;
  readonly warmup: number;
  readonly threads?: number;
  readonly timeline?: string;
  readonly json?: true;
  readonly csv?: true;
}

/**
 * `dropin bench`: the text for standard output.
 *
 * @throws {DropinError} exit code 2 for a wrong spec or options that exclude each other, 1 if the timeline cannot be written.
 */
export async function benchCommand(file: string, options: BenchCommandOptions): Promise<string> {
  if (options.json && options.csv) throw new DropinError('--json and --csv: choose one', EXIT.USAGE);
  useThreads(options.threads);
  const result = await bench(file, options);
  if (options.timeline !== undefined)
    writeNamedFile(options.timeline, timeline(result.trace, result.membership));
  if (options.json) return `${JSON.stringify(jsonOf(result, options), null, 2)}\n`;
  return options.csv ? csvOf(result) : benchTable(result, options);
}

function jsonOf({ layers, step, operations }: Bench, { p, steps, warmup }: BenchCommandOptions): object {
  return { p, steps, warmup, step_ms: step, operations_ms: operations, layers };
}

/** Milliseconds; one row per layer. */
function csvOf(result: Bench): string {
  const rows = result.layers.map((one) => [
    one.layer,
    one.forward.toFixed(4),
    one.backward.toFixed(4),
    one.update.toFixed(4),
    shareOf(one, result).toFixed(4),
  ]);
  return csvText([['layer', 'forward_ms', 'backward_ms', 'update_ms', 'share'], ...rows]);
}
