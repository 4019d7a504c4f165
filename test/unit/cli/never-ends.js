// Preloaded: whatever the command, nothing comes of it.
import { Command } from 'commander';

Command.prototype.parseAsync = () => new Promise(() => {});
