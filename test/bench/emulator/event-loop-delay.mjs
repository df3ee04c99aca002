/** Measures the pauses of a process's event loop. On SIGUSR2 it prints the longest since the last time, in milliseconds, and forgets it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds between looks. Each delay includes them. */
const RESOLUTION = 10;

// Worker threads load this file too; they may pause.
if (isMainThread) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  delays.enable();
  process.on('SIGUSR2', () => {
    const longest = delays.count === 0 ? 0 : Math.max(0, delays.max / 1e6 - RESOLUTION);
    delays.reset();
    process.stdout.write(`longest pause: ${longest.toFixed(1)} ms\n`);
  });
}
