import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { sweepFolder } from '../../../src/sweep/folder.js';
import { batchScript } from '../../../src/sweep/slurm/script.js';

const JOB = {
  sweep: 'figure2',
  folder: sweepFolder('results', 'figure2'),
  tasks: [
    { id: 'lenet10-01234567', out: 'results/lenet10', threads: 2 },
    { id: 'lenet10-89abcdef', out: 'results/it’s mine' },
  ],
  options: { partition: 'gpu', time: '8:00:00', gres: 'gpu:1', 'cpus-per-task': '4' },
  parallelism: 1,
  runsPerTask: 1,
  ...{ cwd: '/home/ann', node: '/usr/bin/node', dropin: '/home/ann/dropin/bin/dropin' },
};
const script = batchScript(JOB);

it('writes a batch script that a person can read', () => {
  expect(script).toMatchInlineSnapshot(`
    "#!/bin/bash
    # The runs of the sweep figure2, one task each. Submitting the sweep again starts only the runs that are missing.
    #SBATCH --job-name=dropin-figure2
    #SBATCH --chdir=/home/ann
    #SBATCH --array=0-1%1
    #SBATCH --output=results/sweeps/figure2/slurm/%A_%a.log
    #SBATCH --open-mode=append
    #SBATCH --signal=B:USR1@120
    #SBATCH --partition=gpu
    #SBATCH --time=8:00:00
    #SBATCH --gres=gpu:1
    #SBATCH --cpus-per-task=4
    #SBATCH --requeue

    # Each run, its folder, and its number of threads if it was started before.
    runs=(
      lenet10-01234567 results/lenet10 2
      lenet10-89abcdef 'results/it’s mine' ''
    )
    runs_per_task=1
    sweep=results/sweeps/figure2
    node=/usr/bin/node
    dropin=/home/ann/dropin/bin/dropin

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
    "
  `);
});

it('puts several runs in a task, which share its GPU', () => {
  const shared = batchScript({
    ...JOB,
    tasks: [...JOB.tasks, { id: 'c', out: 'results/c' }],
    runsPerTask: 2,
  });
  expect(shared).toContain('# The runs of the sweep figure2, 2 in each task. Submitting');
  expect(shared).toContain('#SBATCH --array=0-1%1\n');
  expect(shared).toContain('\nruns_per_task=2\n');
});

it('writes valid bash', () => {
  expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

it('refuses a folder with a backslash, which Slurm would drop', () => {
  expect(() => batchScript({ ...JOB, cwd: '/home/a\\b' })).toThrow(
    '--launcher slurm: the folder /home/a\\b has a backslash in its name, which Slurm drops: rename it',
  );
});
