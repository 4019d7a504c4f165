/** Whether the command line prints an error's message unchanged. @param {Error} error */
export function isDropinError(error) {
  return error.name === 'DropinError';
}

/** Whether a caller includes an error's message in its own, unlike JavaScript's errors for bugs. @param {Error} error */
export function isPlainError(error) {
  return isDropinError(error) || (error.constructor === Error && !error.message.includes('\n'));
}
