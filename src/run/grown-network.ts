import type { Network } from '../network/layer.js';
import { withoutAbsent } from '../network/reach.js';
import { absentDropIns, withStarts } from '../network/scheduled.js';
import type { CheckpointState } from './checkpoint-state.js';
import { startsIn } from './decisions.js';

/** The network at a checkpoint, with the starts that the test curve decided, without the layers that had not come in yet. */
export function grownNetwork(
  network: Network,
  { iteration, decisions }: Pick<CheckpointState, 'iteration' | 'decisions'>,
): Network {
  const started = withStarts(network, startsIn(decisions));
  return withoutAbsent(started, absentDropIns(started, iteration));
}
