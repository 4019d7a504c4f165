/** The documented exit codes of every command. */
export const EXIT = /** @type {const} */ ({
  OK: 0,
  FAILED: 1,
  /** A wrong command line or spec. */
  USAGE: 2,
  /** Data that is missing, damaged, or different from what it was. */
  DATA: 3,
  /** TensorFlow is missing or broken. */
  TENSORFLOW: 4,
  /** The loss became NaN or infinite. */
  DIVERGED: 5,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
});

/** @typedef {(typeof EXIT)[keyof typeof EXIT]} ExitCode */
