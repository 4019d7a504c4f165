/** The documented exit codes of every command. */
export const EXIT = {
  OK: 0,
  FAILED: 1,
  /** A wrong command line or spec. */
  USAGE: 2,
  /** Data is missing or damaged, or has changed. */
  DATA: 3,
  /** TensorFlow is missing or broken. */
  TENSORFLOW: 4,
  /** The loss became NaN or infinite. */
  DIVERGED: 5,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
