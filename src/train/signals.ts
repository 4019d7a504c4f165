/** The signals that stop a run at its next step. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Their exit codes: 128 + the signal's number. */
export const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Whether the run was asked to stop. */
export interface StopRequest {
  readonly signal: StopSignal | undefined;
}

/** Listens for SIGINT and SIGTERM until disposed; a second SIGINT ends the process at once. */
export class SignalStop implements StopRequest {
  signal: StopSignal | undefined;

  constructor(private readonly onStop: (signal: StopSignal) => void = () => undefined) {
    process.on('SIGINT', this.interrupted);
    process.on('SIGTERM', this.terminated);
  }

  dispose(): void {
    process.off('SIGINT', this.interrupted);
    process.off('SIGTERM', this.terminated);
  }

  private readonly interrupted = (): void => {
    if (this.signal === 'SIGINT') process.exit(SIGNAL_EXIT_CODES.SIGINT);
    this.stop('SIGINT');
  };

  private readonly terminated = (): void => {
    this.stop('SIGTERM');
  };

  private stop(signal: StopSignal): void {
    this.signal = signal;
    this.onStop(signal);
  }
}
