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
  /** Runs that a task starts at once. */
  readonly runsPerTask: number;
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
 * The batch script of a job array, whose tasks start one run each, or several that share a GPU.
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
    array: `0-${Math.ceil(job.tasks.length / job.runsPerTask) - 1}${limit}`,
    output: `${folder.slurm}/%A_%a.log`,
    'open-mode': 'append',
    // USR1 means the time limit, TERM a cancelled job: only the first is requeued.
    signal: `B:USR1@${NOTICE_S}`,
    ...job.options,
  };
  const directives = Object.entries(options).map(([name, value]) => directive(name, value));
  return `#!/bin/bash
# The runs of the sweep ${job.sweep}, ${job.runsPerTask === 1 ? 'one task each' : `${job.runsPerTask} in each task`}. Submitting the sweep again starts only the runs that are missing.
${directives.join('\n')}
#SBATCH --requeue

# Each run, its folder, and its number of threads if it was started before.
runs=(
${job.tasks.map(({ id, out, threads }) => `  ${bashWord(id)} ${bashWord(out)} ${threads ?? "''"}`).join('\n')}
)
runs_per_task=${job.runsPerTask}
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
# Trains the run at a position of the list, as a subshell.
train() {
  local id=\${runs[3 * $1]} out=\${runs[3 * $1 + 1]} threads=\${runs[3 * $1 + 2]}

  # A failed node leaves its lock behind. On the same node the run finds it stale; on another it is removed here.
  local last=$(cat "$sweep/slurm/$id.host" 2>/dev/null)
  if [[ -n $last && $last != $(hostname) ]] && grep -qF "\\"host\\":\\"$last\\"" "$out/run.lock" 2>/dev/null; then
    rm -f "$out/run.lock"
  fi
  hostname >"$sweep/slurm/$id.host"

  # Runs of one task take its GPUs in turn.
  if (( \${#gpus[@]} > 0 )); then export CUDA_VISIBLE_DEVICES=\${gpus[$1 % \${#gpus[@]}]}; fi

  trap 'kill -TERM $child' TERM
  "$node" "$dropin" run "$sweep/specs/$id.yaml" --out "$out" \\
    --threads "\${threads:-$share}" >"$sweep/logs/$id.log" 2>&1 &
  local child=$! code
  # A trapped signal interrupts wait, so wait again until the run has ended.
  while wait $child; code=$?; kill -0 $child 2>/dev/null; do :; done
  echo $code >"$sweep/exits/$id"
  echo "$id: ended with exit code $code"
  exit $code
}

# The GPUs that Slurm gives to the task, and the threads of each run.
gpus=()
if (( runs_per_task > 1 )); then IFS=, read -ra gpus <<<"\${CUDA_VISIBLE_DEVICES:-}"; fi
share=$(( \${SLURM_CPUS_PER_TASK:-1} / runs_per_task ))
if (( share < 1 )); then share=1; fi

# Shortly before the time limit, and when the job is cancelled or preempted, the runs write a checkpoint and end.
time_is_up=
trap 'time_is_up=yes; kill -TERM "\${pids[@]}" 2>/dev/null' USR1
trap 'kill -TERM "\${pids[@]}" 2>/dev/null' TERM
pids=()
first=$(( runs_per_task * SLURM_ARRAY_TASK_ID ))
for (( run = first; run < first + runs_per_task && 3 * run < \${#runs[@]}; run++ )); do
  train $run &
  pids+=($!)
done
stopped=
failed=0
for pid in "\${pids[@]}"; do
  while wait $pid; code=$?; kill -0 $pid 2>/dev/null; do :; done
  if (( code == 143 )); then stopped=yes; fi
  if (( code != 0 )); then failed=$code; fi
done

if [[ -n $time_is_up && -n $stopped ]]; then
  echo "out of time, requeued to resume"
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit $failed
`;
