import { DropinError } from '../../common/errors.js';
import { EXIT } from '../../common/exit-codes.js';
import type { SweepFolder } from '../folder.js';
import { bashWord, directive } from './quote.js';

/** A run of a batch job. */
export interface BatchTask {
  readonly id: string;
  readonly out: string;
  /** The number that the run began with; undefined: what Slurm allots. */
  readonly threads?: number | undefined;
}

/** What a batch script needs to know. */
export interface BatchJob {
  readonly sweep: string;
  readonly folder: SweepFolder;
  readonly tasks: readonly BatchTask[];
  /** Options of sbatch by their long names, e.g. partition. */
  readonly options: Readonly<Record<string, string>>;
  /** Most tasks at once; undefined: no limit but Slurm's. */
  readonly parallelism: number | undefined;
  /** The folder that paths are relative to, Node, and bin/dropin: the same on every compute node. */
  readonly cwd: string;
  readonly node: string;
  readonly dropin: string;
}

/** Seconds before the time limit at which a run is sent a signal to write its checkpoint. */
const NOTICE_S = 120;

/**
 * The batch script of a job array: one task a run.
 *
 * @throws {DropinError} exit code 2, where an option or the folder has a line break.
 */
export function batchScript(job: BatchJob): string {
  const { folder } = job;
  expectNoBackslash(job.cwd);
  const limit = job.parallelism === undefined ? '' : `%${job.parallelism}`;
  const options: Record<string, string> = {
    'job-name': `dropin-${job.sweep}`,
    chdir: job.cwd,
    array: `0-${job.tasks.length - 1}${limit}`,
    output: `${folder.slurm}/%A_%a.log`,
    'open-mode': 'append',
    // USR1 means the time limit, TERM a cancelled job: only the first is requeued.
    signal: `B:USR1@${NOTICE_S}`,
    ...job.options,
  };
  const directives = Object.entries(options).map(([name, value]) => directive(name, value));
  return `#!/bin/bash
# The runs of the sweep ${job.sweep}, one task each. Submitting the sweep again starts only the runs that are missing.
${directives.join('\n')}
#SBATCH --requeue

# Each run, its folder, and its number of threads if it was started before.
runs=(
${job.tasks.map(({ id, out, threads }) => `  ${bashWord(id)} ${bashWord(out)} ${threads ?? "''"}`).join('\n')}
)
id=\${runs[3 * SLURM_ARRAY_TASK_ID]}
out=\${runs[3 * SLURM_ARRAY_TASK_ID + 1]}
threads=\${runs[3 * SLURM_ARRAY_TASK_ID + 2]}
sweep=${bashWord(folder.path)}
node=${bashWord(job.node)}
dropin=${bashWord(job.dropin)}
${BODY}`;
}

/** Slurm drops backslashes from the path of a job's output, and the job then fails without a message. */
function expectNoBackslash(cwd: string): void {
  if (!cwd.includes('\\')) return;
  throw new DropinError(
    `--launcher slurm: the folder ${cwd} has a backslash in its name, which Slurm drops: rename it`,
    EXIT.USAGE,
  );
}

const BODY = `
# A failed node leaves its lock behind. On the same node the run finds it stale; on another it is removed here.
last=$(cat "$sweep/slurm/$id.host" 2>/dev/null)
if [[ -n $last && $last != $(hostname) ]] && grep -qF "\\"host\\":\\"$last\\"" "$out/run.lock" 2>/dev/null; then
  rm -f "$out/run.lock"
fi
hostname >"$sweep/slurm/$id.host"

# Shortly before the time limit, and when the job is cancelled or preempted, the run writes a checkpoint and ends.
time_is_up=
trap 'time_is_up=yes; kill -TERM $child' USR1
trap 'kill -TERM $child' TERM
"$node" "$dropin" run "$sweep/specs/$id.yaml" --out "$out" \\
  --threads "\${threads:-\${SLURM_CPUS_PER_TASK:-1}}" >"$sweep/logs/$id.log" 2>&1 &
child=$!
# A trapped signal interrupts wait, so wait again until the run has ended.
while wait $child; code=$?; kill -0 $child 2>/dev/null; do :; done

if [[ -n $time_is_up && $code == 143 ]]; then
  echo "$id: out of time, requeued to resume from its checkpoint"
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
echo $code >"$sweep/exits/$id"
echo "$id: ended with exit code $code"
exit $code
`;
