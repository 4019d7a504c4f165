import type { inspectSetup } from '#setup/inspect.js';
import { gpuPart } from './gpu.js';
import type { Part } from './part.js';
import { probeInChild, type Probe } from './probe.js';

type Setup = Awaited<ReturnType<typeof inspectSetup>>;

/** TensorFlow's parts. TensorFlow is tried in a child process, so that a crash does no harm. */
export async function tensorflowParts(setup: Setup): Promise<Part[]> {
  const whole = setup.library.state === 'ok' && setup.binding.state === 'ok';
  const probe = whole ? await probeInChild(setup.device) : undefined;
  const works = probe !== undefined && !('error' in probe);
  return [
    piece('Platform', setup.platform, true),
    piece('Python', setup.python, !works),
    piece('C++ compiler', setup.compiler, !works),
    cached('TensorFlow', setup.library, `${setup.tensorflow} (${setup.device})`),
    works || probe === undefined ? cached('Binding', setup.binding, runs(probe)) : broken(probe),
    { name: 'oneDNN', version: oneDnn(), state: 'ok', needed: false },
    gpuPart(setup.device, setup.missingGpu, works && probe.device === 'gpu'),
  ];
}

/** A part that only the set-up needs: not needed once TensorFlow works. */
function piece(name: string, found: Setup['platform'], needed: boolean): Part {
  if ('version' in found) return { name, version: found.version, state: 'ok', needed };
  return { name, version: '', state: 'missing', needed, fix: found.missing };
}

function cached(name: string, found: Setup['library'], version: string): Part {
  const part = { name, needed: true };
  if (found.state === 'ok') return { ...part, version, state: 'ok' };
  if (found.state === 'missing')
    return { ...part, version, state: 'missing', fix: '`dropin setup` sets it up' };
  const fix = `${found.damage ?? ''} in ${found.folder}: remove that folder, then run \`dropin setup\``;
  return { ...part, version, state: 'broken', fix };
}

function broken(probe: Probe): Part {
  const error = 'error' in probe ? probe.error : '';
  return { name: 'Binding', version: '', state: 'broken', needed: true, fix: error };
}

function runs(probe: Probe | undefined): string {
  return probe !== undefined && 'tensorflow' in probe ? `runs TensorFlow ${probe.tensorflow}` : '';
}

function oneDnn(): string {
  return (process.env.TF_ENABLE_ONEDNN_OPTS ?? '1') === '1' ? 'on' : 'off (TF_ENABLE_ONEDNN_OPTS)';
}
