import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sweepFolder } from '../../../src/sweep/folder.js';
import { batchScript } from '../../../src/sweep/slurm/script.js';
import { folderOf } from '../spec/helpers.js';

/** Stands in for Node: says how it was started, then waits for a signal or for the file `go`. */
const NODE = `#!/bin/bash
trap 'exit 143' TERM
echo "\${CUDA_VISIBLE_DEVICES:-none} $*" >"started-$(basename "$3" .yaml)"
case $3 in *bad*) exit 5 ;; esac
for (( i = 0; i < 400; i++ )); do
  if [[ -e go ]]; then exit 0; fi
  sleep 0.05
done
`;

/** Stands in for Slurm's scontrol: keeps a list of what it was called with. */
const SCONTROL = '#!/bin/bash\necho "$*" >>scontrol.log\n';

/** A sweep of runs with the given names, a task of it as a process, and what it left. */
function startTask(ids: readonly string[], runsPerTask: number, task: number, env: NodeJS.ProcessEnv = {}) {
  const cwd = folderOf({ node: NODE, scontrol: SCONTROL });
  for (const name of ['node', 'scontrol']) chmodSync(join(cwd, name), 0o755);
  const folder = sweepFolder(join(cwd, 'results'), 'small');
  for (const name of ['specs', 'logs', 'exits', 'slurm'])
    mkdirSync(join(folder.path, name), { recursive: true });
  const script = batchScript({
    sweep: 'small',
    folder,
    tasks: ids.map((id) => ({ id, out: join(cwd, 'results', id) })),
    options: {},
    parallelism: undefined,
    runsPerTask,
    ...{ cwd, node: join(cwd, 'node'), dropin: 'dropin' },
  });
  writeFileSync(join(cwd, 'script.sh'), script);
  const child = spawn('bash', ['script.sh'], {
    cwd,
    env: {
      PATH: `${cwd}:${process.env.PATH ?? ''}`,
      SLURM_ARRAY_TASK_ID: String(task),
      SLURM_ARRAY_JOB_ID: '7',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (text) => (stdout += String(text)));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const read = (name: string) => {
    const path = join(cwd, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  };
  return {
    child,
    ended,
    read,
    output: () => stdout,
    exits: () => ids.map((id) => read(`results/sweeps/small/exits/${id}`)),
    started: () => ids.map((id) => read(`started-${id}`)),
    go: () => {
      writeFileSync(join(cwd, 'go'), '');
    },
    async untilStarted(count: number) {
      while (ids.filter((id) => read(`started-${id}`)).length < count) await setTimeout(20);
    },
  };
}

describe('a task of a Slurm array', () => {
  it('trains its run with the threads and the GPUs that Slurm gives it', async () => {
    const task = startTask(['a', 'b'], 1, 1, { SLURM_CPUS_PER_TASK: '4', CUDA_VISIBLE_DEVICES: '0,1' });
    task.go();
    expect(await task.ended).toBe(0);
    expect(task.exits()).toEqual([undefined, '0']);
    expect(task.started()[1]).toMatch(
      /^0,1 dropin run \S+\/specs\/b\.yaml --out \S+\/results\/b --threads 4$/,
    );
    expect(task.output()).toBe('b: ended with exit code 0\n');
  });

  it('of two runs at once divides threads and GPUs among them; the last task has what is left', async () => {
    const env = { SLURM_CPUS_PER_TASK: '4', CUDA_VISIBLE_DEVICES: 'GPU-a,GPU-b' };
    const first = startTask(['a', 'b', 'c'], 2, 0, env);
    await first.untilStarted(2);
    first.go();
    expect(await first.ended).toBe(0);
    expect(first.exits()).toEqual(['0', '0', undefined]);
    expect(first.started()[0]).toMatch(/^GPU-a .* --threads 2$/);
    expect(first.started()[1]).toMatch(/^GPU-b .* --threads 2$/);
    const last = startTask(['a', 'b', 'c'], 2, 1, { CUDA_VISIBLE_DEVICES: 'GPU-a' });
    last.go();
    expect(await last.ended).toBe(0);
    expect(last.exits()).toEqual([undefined, undefined, '0']);
    expect(last.started()[2]).toMatch(/^GPU-a .* --threads 1$/);
  });

  it('two runs may share one GPU; without GPUs none is named', async () => {
    const shared = startTask(['a', 'b'], 2, 0, { CUDA_VISIBLE_DEVICES: '0' });
    const cpu = startTask(['a', 'b'], 2, 0);
    await shared.untilStarted(2);
    await cpu.untilStarted(2);
    shared.go();
    cpu.go();
    expect([await shared.ended, await cpu.ended]).toEqual([0, 0]);
    for (const line of shared.started()) expect(line).toMatch(/^0 /);
    for (const line of cpu.started()) expect(line).toMatch(/^none /);
  });

  it('out of time stops both runs and is requeued once', async () => {
    const task = startTask(['a', 'b'], 2, 0);
    await task.untilStarted(2);
    task.child.kill('SIGUSR1');
    expect(await task.ended).toBe(143);
    expect(task.exits()).toEqual(['143', '143']);
    expect(task.read('scontrol.log')).toBe('requeue 7_0');
  });

  it('cancelled stops its run and is not requeued', async () => {
    const task = startTask(['a'], 1, 0);
    await task.untilStarted(1);
    task.child.kill('SIGTERM');
    expect(await task.ended).toBe(143);
    expect(task.exits()).toEqual(['143']);
    expect(task.read('scontrol.log')).toBeUndefined();
  });

  it('ends with the exit code of a run that failed; the other one goes on', async () => {
    const task = startTask(['bad', 'b'], 2, 0);
    await task.untilStarted(2);
    task.go();
    expect(await task.ended).toBe(5);
    expect(task.exits()).toEqual(['5', '0']);
  });
});
