import { startedByNohup } from '../common/nohup.js';
import { EXIT } from '../common/exit-codes.js';

/** Signals that stop a run before its next step, with their exit codes (128 + the signal number). */
export const SIGNAL_EXIT_CODES = { SIGHUP: EXIT.SIGHUP, SIGINT: EXIT.SIGINT, SIGTERM: EXIT.SIGTERM } as const;
export type StopSignal = keyof typeof SIGNAL_EXIT_CODES;
const STOP_SIGNALS = Object.keys(SIGNAL_EXIT_CODES) as StopSignal[];

/** A request to stop the run: the signal received, if any. */
export interface StopRequest {
  readonly signal: StopSignal | undefined;
}

/** Listens for the stop signals until disposed. A second SIGINT ends the process at once; under nohup SIGHUP is ignored. */
export class SignalStop implements StopRequest {
  signal: StopSignal | undefined;
  private readonly survivesHangup = startedByNohup();

  constructor(private readonly onStop: (signal: StopSignal) => void = () => undefined) {
    for (const signal of STOP_SIGNALS) process.on(signal, this.receive);
  }

  dispose(): void {
    for (const signal of STOP_SIGNALS) process.off(signal, this.receive);
  }

  private readonly receive = (received: NodeJS.Signals): void => {
    const signal = received as StopSignal;
    if (signal === 'SIGHUP' && this.survivesHangup) return;
    if (signal === 'SIGINT' && this.signal === 'SIGINT') process.exit(SIGNAL_EXIT_CODES.SIGINT);
    this.signal = signal;
    this.onStop(signal);
  };
}
