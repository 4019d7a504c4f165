/** An error that the command line prints as it is. @param {Error} error */
export function isDropinError(error) {
  return error.name === 'DropinError';
}

/** An error whose message a caller puts into its own; not one of JavaScript's for a mistake in the program. @param {Error} error */
export function isPlainError(error) {
  return isDropinError(error) || (error.constructor === Error && !error.message.includes('\n'));
}
