import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import { gpusInUse } from '../engine/gpus.js';
import type { TensorflowFacts } from '../engine/facts.js';
import type { Provenance } from '../run/provenance.js';
import { PACKAGE_ROOT } from '../common/paths.js';
import { askedThreads } from '../common/threads.js';
import type { RunRequest } from './request.js';
import { deviceFacts, gpuFacts } from './gpu.js';

/**
 * Describes the program, its libraries and this machine, for a run's record.
 *
 * @param dataDigest `DataFingerprint.digest`
 */
export async function gatherProvenance(
  tensorflow: TensorflowFacts,
  dataDigest: string,
  { command, devices }: Pick<RunRequest, 'command' | 'devices'>,
): Promise<Provenance> {
  const gpus = tensorflow.device === 'gpu' ? gpusInUse(devices) : [];
  const [gpu] = gpus;
  const several = deviceFacts(tensorflow.device, devices, gpus);
  return {
    dropin: ownVersion(),
    git: await gitState(),
    node: process.versions.node,
    tensorflow: tensorflow.tensorflow,
    tfjs_node: tensorflow.tfjsNode,
    device: tensorflow.device,
    ...(gpu && { gpu: gpuFacts(gpu) }),
    ...(several && { devices: several }),
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpu_threads: availableParallelism(),
    threads: askedThreads() ?? null,
    memory_bytes: totalmem(),
    data_digest: dataDigest,
    command: [...command],
  };
}

function ownVersion(): string {
  const text = readFileSync(`${PACKAGE_ROOT}package.json`, 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The commit of dropin's own checkout; null if it is not a checkout or git is missing. */
async function gitState(): Promise<Provenance['git']> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', ['-C', PACKAGE_ROOT, ...args])).stdout.trim();
  try {
    // If dropin is a copy inside another project's checkout, that project's commit says nothing about it.
    if ((await git('rev-parse', '--show-prefix')) !== '') return null;
    const [commit, changes] = await Promise.all([
      git('rev-parse', 'HEAD'),
      // `git status` would otherwise lock the index to refresh it, and the user's own git commands would fail meanwhile.
      git('--no-optional-locks', 'status', '--porcelain', '--untracked-files=no'),
    ]);
    return { commit, dirty: changes !== '' };
  } catch {
    return null;
  }
}
