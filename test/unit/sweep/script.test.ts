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
    id=\${runs[3 * SLURM_ARRAY_TASK_ID]}
    out=\${runs[3 * SLURM_ARRAY_TASK_ID + 1]}
    threads=\${runs[3 * SLURM_ARRAY_TASK_ID + 2]}
    sweep=results/sweeps/figure2
    node=/usr/bin/node
    dropin=/home/ann/dropin/bin/dropin

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
    "
  `);
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
