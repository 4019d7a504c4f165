// take-lock.js PATH: takes a lock, prints what came of it, and keeps it until the process is killed.
import { tryLock } from '../../../scripts/setup/lock/file.js';

const [, , path = ''] = process.argv;
const result = tryLock(path);
if ('held' in result) console.log(`held by ${result.held.holder?.pid}`);
else {
  console.log('taken');
  setInterval(() => undefined, 60_000);
}
