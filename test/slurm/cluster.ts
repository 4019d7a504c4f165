import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
const DAEMONS = ['munged', 'slurmctld', 'slurmd'];

/** How long the daemons may take until the node is idle. */
const PATIENCE_MS = 60_000;

/** The Slurm programs that this machine lacks. */
export const MISSING = [...DAEMONS, 'sbatch', 'squeue', 'scancel', 'scontrol'].filter(
  (program) => find(program) === undefined,
);

/** A Slurm of one node with two processors on the loopback address; its configuration is in SLURM_CONF. */
export class Cluster {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dropin-slurm-'));
  private readonly daemons: ChildProcess[] = [];

  /** Resolves when jobs can run, or to the reason why they cannot. */
  async start(): Promise<string | undefined> {
    const key = join(this.folder, 'munge.key');
    writeFileSync(key, randomBytes(1024), { mode: 0o400 });
    for (const name of ['state', 'spool']) mkdirSync(join(this.folder, name));
    const conf = join(this.folder, 'slurm.conf');
    writeFileSync(conf, configuration(this.folder, await freePort(), await freePort()));
    process.env.SLURM_CONF = conf;
    const files = ['socket', 'pid-file', 'log-file', 'seed-file'].map(
      (name) => `--${name}=${join(this.folder, `munge.${name}`)}`,
    );
    this.run('munged', '--foreground', '--force', `--key-file=${key}`, ...files);
    this.run('slurmctld', '-D', '-c');
    this.run('slurmd', '-D', '-c');
    const until = Date.now() + PATIENCE_MS;
    while ((await command('sinfo', '--noheader', '--format=%T').catch(String)).trim() !== 'idle') {
      if (Date.now() > until || this.daemons.some(({ exitCode }) => exitCode !== null)) return this.trouble();
      await setTimeout(200);
    }
    return undefined;
  }

  /** Cancels all jobs and stops the daemons. */
  async stop(): Promise<void> {
    if (this.daemons.every(({ exitCode }) => exitCode === null)) {
      await command('scancel', '--user', userInfo().username).catch(() => '');
      while ((await command('squeue', '--noheader').catch(() => '')) !== '') await setTimeout(200);
    }
    for (const daemon of this.daemons.reverse()) await end(daemon);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private run(program: string, ...args: string[]): void {
    const daemon = spawn(find(program)!, args, { stdio: 'ignore' });
    this.daemons.push(daemon);
  }

  /** The last line that each daemon logged. */
  private trouble(): string {
    const logs = ['munge.log-file', 'slurmctld.log', 'slurmd.log'].map((name) => join(this.folder, name));
    const lines = logs
      .filter(existsSync)
      .map((log) => readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '');
    return `Slurm does not start here: ${lines.join('; ')}`;
  }
}

function configuration(folder: string, controllerPort: number, nodePort: number): string {
  const host = hostname().split('.')[0]!;
  const { username } = userInfo();
  return `ClusterName=loopback
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
SlurmUser=${username}
SlurmdUser=${username}
AuthType=auth/munge
# A requeued job waits until its credential has expired: 120 s by default, and also if set to 1 (Slurm 22.05).
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** The output of one of Slurm's commands. */
export async function command(program: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(program, args)).stdout;
}

function find(program: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, program)).find(existsSync);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  await ended;
}
