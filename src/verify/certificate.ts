import { deviceText, type Provenance } from '../run/provenance.js';
import type { RunRecord } from '../run/record.js';
import type { KilledProcess } from './run-process.js';
import type { RunDigests } from './run-digests.js';

/** Result of `dropin verify-resume`. */
export interface Certificate {
  readonly spec: string;
  readonly spec_digest: string;
  readonly seed: number;
  readonly iterations: number;
  readonly checkpoint_interval: number;
  readonly curve_rows: number;
  readonly kills: readonly KilledProcess[];
  /** Iterations at which the killed run resumed. */
  readonly resumed_at: readonly number[];
  readonly determinism: NonNullable<RunRecord['determinism']>;
  readonly undisturbed: RunDigests;
  readonly repeated: RunDigests;
  readonly killed: RunDigests;
  /** Names of the digests that differ between the undisturbed and the killed run. */
  readonly differ: readonly (keyof RunDigests)[];
  readonly passed: boolean;
  readonly provenance: Provenance;
}

const DIGESTS = ['weights', 'momentum', 'data_order', 'curve'] as const;

/** Names of the digests that differ between two runs. */
export function differing(a: RunDigests, b: RunDigests): (keyof RunDigests)[] {
  return DIGESTS.filter((name) => a[name] !== b[name]);
}

/** Text of certificate.txt. */
export function certificateText(certificate: Certificate): string {
  const { provenance, undisturbed, killed, differ } = certificate;
  const short = (digest: string) => digest.slice(0, 16);
  const lines: [string, string][] = [
    ['spec', `${certificate.spec}, seed ${certificate.seed} (digest ${short(certificate.spec_digest)})`],
    ['length', `${certificate.iterations} iterations, a checkpoint every ${certificate.checkpoint_interval}`],
    ['machine', `${deviceText(provenance)}, ${provenance.cpu}, ${provenance.cpu_threads} threads`],
    ['program', `dropin ${provenance.dropin}, TensorFlow ${provenance.tensorflow}, Node ${provenance.node}`],
    ['kills', killsText(certificate.kills)],
    ['resumed at', certificate.resumed_at.join(', ') || 'never: it started over each time'],
    ['determinism', determinismText(certificate)],
    ['', `${'undisturbed'.padEnd(18)}${'killed, resumed'.padEnd(18)}`],
    ...DIGESTS.map((name): [string, string] => {
      const same = differ.includes(name) ? 'DIFFERENT' : 'same';
      const rows = name === 'curve' ? ` (${certificate.curve_rows} rows)` : '';
      return [
        name.replace('_', ' '),
        `${short(undisturbed[name]).padEnd(18)}${short(killed[name]).padEnd(18)}${same}${rows}`,
      ];
    }),
    ['verdict', verdict(certificate)],
  ];
  return lines.map(([label, value]) => `${label.padEnd(13)}${value}`.trimEnd() + '\n').join('');
}

function killsText(kills: readonly KilledProcess[]): string {
  const during = (name: KilledProcess['killedDuring']) =>
    kills.filter(({ killedDuring }) => killedDuring === name).length;
  const late = during(undefined);
  return (
    `${kills.length - late} with SIGKILL: ${during('training')} while training or testing, ` +
    `${during('checkpoint')} at a checkpoint (${kills.filter(({ halfWritten }) => halfWritten).length} left it ` +
    `half-written), ${during('start')} while starting${late > 0 ? `; ${late} came too late` : ''}`
  );
}

function determinismText({ determinism, undisturbed, repeated }: Certificate): string {
  if (determinism === 'bit-exact') return 'bit-exact: a repeat of the undisturbed run gave the same digests';
  const names = differing(undisturbed, repeated).join(', ');
  return `not bit-exact: a repeat of the undisturbed run gave other digests (${names})`;
}

function verdict({ passed, differ, determinism }: Certificate): string {
  if (!passed) return `FAILED: ${differ.join(', ')} differ`;
  return determinism === 'bit-exact'
    ? 'passed: bit-identical to the undisturbed run'
    : 'passed: no batch was lost or repeated; weights are not compared, because a repeat gives different ones';
}
