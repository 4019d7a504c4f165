export { EXIT, type ExitCode } from '#setup/exit-codes.js';
