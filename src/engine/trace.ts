import protobuf from 'protobufjs';
import { chooseDevice } from '#setup/device.js';
import { traceFile } from '#setup/installed.js';
import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';
import { loadGlobally } from './global-module.js';

/** An operation that TensorFlow ran: one entry of its own trace (RunMetadata). Times are in microseconds. */
export interface TracedOp {
  /** Name of its node. TensorFlow fuses nodes: a convolution with bias and ReLU has the name of the ReLU. */
  readonly node: string;
  /** `Conv2D`, `_MklNativeFusedConv2D` */
  readonly op: string;
  readonly device: string;
  readonly start: number;
  readonly duration: number;
}

/** The operations of one call of a session. */
export type Trace = readonly TracedOp[];

/** Records calls of sessions. */
export interface Tracer {
  /** Runs `body`, and returns the trace of each call of a session in it. */
  traced(body: () => void): readonly Trace[];
}

/** scripts/setup/native/trace.cc. */
interface TraceModule {
  start(): void;
  stop(): Uint8Array[];
}

let tracer: Tracer | undefined;

/**
 * Loads the tracer for the device that DROPIN_DEVICE names. Call it before TensorFlow is loaded.
 *
 * @throws {DropinError} exit code 4, on systems other than Linux.
 */
export function chooseTracer(): Tracer {
  tracer ??= loadTracer(traceFile(chooseDevice()));
  return tracer;
}

function loadTracer(file: string): Tracer {
  if (process.platform !== 'linux')
    throw new DropinError('TensorFlow’s trace can only be recorded on Linux', EXIT.TENSORFLOW);
  const module = loadGlobally(file) as TraceModule;
  return {
    traced(body) {
      module.start();
      try {
        body();
      } catch (error) {
        module.stop();
        throw error;
      }
      return module.stop().map(parseTrace);
    },
  };
}

/** The messages of TensorFlow's config.proto and step_stats.proto as far as they are read here, with their field numbers. */
const RUN_METADATA = protobuf
  .parse(
    `
syntax = "proto3";
message NodeExecStats {
  string node_name = 1; int64 all_start_micros = 2; string timeline_label = 8;
  int64 all_start_nanos = 13; int64 op_start_rel_nanos = 14; int64 op_end_rel_nanos = 15;
}
message DeviceStepStats { string device = 1; repeated NodeExecStats node_stats = 2; }
message StepStats { repeated DeviceStepStats dev_stats = 1; }
message RunMetadata { StepStats step_stats = 1; }`,
    { keepCase: true },
  )
  .root.lookupType('RunMetadata');

interface RunMetadata {
  readonly step_stats?: {
    readonly dev_stats: readonly { readonly device: string; readonly node_stats: readonly NodeStats[] }[];
  };
}

interface NodeStats {
  readonly node_name: string;
  readonly timeline_label: string;
  readonly all_start_nanos: number;
  readonly op_start_rel_nanos: number;
  readonly op_end_rel_nanos: number;
}

/** Parses a serialized RunMetadata. With a GPU, its streams replace the CPU's entries that only start their kernels. */
export function parseTrace(bytes: Uint8Array): Trace {
  const message = RUN_METADATA.decode(bytes);
  const options = { longs: Number, defaults: true };
  const { step_stats: stats } = RUN_METADATA.toObject(message, options) as RunMetadata;
  const devices = stats?.dev_stats ?? [];
  const streams = devices.filter(({ device }) => device.endsWith('/stream:all'));
  const used =
    streams.length === 0
      ? devices
      : [...streams, ...devices.filter(({ device }) => /CPU:\d+$/i.test(device))];
  const ops = used.flatMap(({ device, node_stats }) => node_stats.map((one) => tracedOp(device, one)));
  return ops.sort((a, b) => a.start - b.start);
}

/** On a stream, a kernel's name is `<node>:<operation>`. A label is `<node> = <operation>(<inputs>)`. */
function tracedOp(device: string, stats: NodeStats): TracedOp {
  const [node = '', kernel] = stats.node_name.split(':');
  const op = / = ([^(]+)\(/.exec(stats.timeline_label)?.[1] ?? kernel ?? '';
  const { all_start_nanos: began, op_start_rel_nanos: from, op_end_rel_nanos: to } = stats;
  return { node, op, device, start: (began + from) / 1000, duration: (to - from) / 1000 };
}
