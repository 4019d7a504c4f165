import type { Dataset } from '../data/dataset.js';
import { identityDigest } from '../data/identity.js';
import { cpuFlags } from '../engine/cpu-flags.js';
import type { DataFingerprint, Fingerprint, Numerics } from '../run/fingerprint.js';
import type { Provenance } from '../run/provenance.js';
import { specDigest } from '../spec/identity.js';
import type { Spec } from '../spec/schema/spec.js';
import { CODE_VERSIONS } from './code-versions.js';

export interface FingerprintParts {
  readonly spec: Spec;
  /** `graphDigest` of the compiled network. */
  readonly graph: string;
  readonly data: DataFingerprint;
  readonly initFrom: Fingerprint['init_from'];
  readonly provenance: Provenance;
}

/**
 * Everything that a run's results depend on, as of now and on this machine. Call it after TensorFlow is loaded, because
 * TensorFlow sets some environment variables itself.
 */
export function fingerprintOf({ spec, graph, data, initFrom, provenance }: FingerprintParts): Fingerprint {
  return {
    spec: specDigest(spec),
    graph,
    code: CODE_VERSIONS,
    data,
    ...(initFrom === undefined ? {} : { init_from: initFrom }),
    numerics: numericsOf(spec, provenance),
  };
}

/**
 * Fingerprint of a data set, independent of its path. Files without a cached digest are read.
 *
 * @param say Called with a message before files are read.
 */
export async function dataFingerprintOf(
  dataset: Dataset,
  name: string,
  say: (message: string) => void,
): Promise<DataFingerprint> {
  let said = false;
  const identity = await dataset.identity((_done, total) => {
    if (!said) say(`hashing ${total} files to identify the data (only needed once)`);
    said = true;
  });
  const { format, image, classes, content, order, pixels } = identity;
  return {
    name,
    digest: identityDigest(identity),
    ...{ format, image, classes, content, order, pixels },
    train: dataset.train.count,
    test: dataset.test.count,
    bad_images: dataset.badImages.length,
  };
}

function numericsOf({ solver }: Spec, provenance: Provenance): Numerics {
  const { threads, cpu_threads, device, tensorflow, tfjs_node, node, dropin } = provenance;
  return {
    threads: threads ?? cpu_threads,
    devices: provenance.devices?.length ?? 1,
    environment: numericEnvironment(process.env),
    cpu_flags: cpuFlags(),
    device,
    precision: solver.precision,
    determinism: determinismOf(device, process.env),
    ...{ tensorflow, tfjs_node, node, dropin },
  };
}

/** TensorFlow reads the variable on GPUs only. On a CPU its kernels repeat their results anyway. */
export function determinismOf(device: Provenance['device'], env: NodeJS.ProcessEnv): string {
  const asked = /^(1|true)$/i.test(env.TF_DETERMINISTIC_OPS ?? '');
  return device === 'gpu' && asked ? 'asked for' : 'default';
}

/**
 * Variables that TensorFlow, oneDNN, OpenMP, XLA and CUDA's libraries read. TF_VAR_*, TF_TOKEN_*, TF_CLI_* and TF_LOG*
 * belong to Terraform and may be secrets. TF_CPP_* only affects logging. TF_NUM_INTRAOP_THREADS is recorded as `threads`.
 */
const NUMERIC = /^(TF|ONEDNN|DNNL|OMP|KMP|MKL|XLA|CUBLAS|CUDNN)_|^NVIDIA_TF32_OVERRIDE$/;
const IGNORED =
  /^TF_(VAR|TOKEN|CLI|CPP)_|^TF_(LOG|DATA_DIR|WORKSPACE|INPUT|IN_AUTOMATION|PLUGIN|REGISTRY|REATTACH)/;
const RECORDED_ELSEWHERE = 'TF_NUM_INTRAOP_THREADS';

function numericEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(
    ([name]) => NUMERIC.test(name) && !IGNORED.test(name) && name !== RECORDED_ELSEWHERE,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)) as [string, string][]);
}
