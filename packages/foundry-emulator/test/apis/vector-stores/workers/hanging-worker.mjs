// Answers as the path of a request says: never, by ending, or with one chunk after 50 ms.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', async (request) => {
  if (request === 'next') return parentPort?.postMessage({ ended: true });
  if (request.path === 'hangs') for (;;);
  if (request.path === 'crashes') throw new Error('a library crashed');
  await sleep(50);
  parentPort?.postMessage({ chunks: [{ text: request.path }] });
});
