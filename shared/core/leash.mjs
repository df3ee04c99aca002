// Loaded before a server that the platform starts (node --import): ends the server when its parent process is gone, kill -9 included.
// The starter holds the other end of standard input; the system closes it with the starter.
import { fstatSync } from 'node:fs';

const PATIENCE_MS = 10_000;
const input = fstatSync(0);

// A process that the server forks inherits this file, but not the pipe.
if (input.isFIFO() || input.isSocket()) {
  process.stdin.on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  });
  process.stdin.on('error', () => {});
  process.stdin.resume();
  // It only watches: a server that is done may end.
  process.stdin.unref();
}
