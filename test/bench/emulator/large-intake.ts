import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI, { toFile } from 'openai';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { residentMiB } from '../memory.ts';
import { type Summary, summarize } from '../statistics.ts';

const LINES = 300_000;
const EVERY_MS = 20;
const IDLE_LOOKS = 100;

export interface LargeIntake {
  readonly mebibytes: number;
  readonly seconds: number;
  /** Answers to a small question while nothing else went on, and while the text was taken in. */
  readonly idle: Summary;
  readonly meanwhile: Summary;
  /** Memory over what it was before, at most. */
  readonly memory: number;
}

/** Time that other requests wait while a large text is counted, cut, embedded and written. */
export async function largeIntake(port: number, pid: number, state: string): Promise<LargeIntake> {
  trustCertificate(path.join(state, 'certificate/cert.pem'));
  const { files, vectorStores } = new OpenAI({
    baseURL: `https://localhost:${port}/api/projects/local/openai/v1`,
    apiKey: 'a-key',
  });
  const text = Array.from(
    { length: LINES },
    (_, at) => `Line ${at} says that parcel ${at % 977} left the harbour.`,
  ).join('\n');
  const { id: storeId } = await vectorStores.create({});
  const { id } = await files.create({ file: await toFile(Buffer.from(text), 'large.txt'), purpose: 'assistants' });
  const look = async () => {
    const begun = performance.now();
    const { status } = await vectorStores.files
      .retrieve(id, { vector_store_id: storeId })
      .catch(() => ({ status: '' }));
    return { ms: performance.now() - begun, status };
  };
  const idle: number[] = [];
  for (let at = 0; at < IDLE_LOOKS; at++) idle.push((await look()).ms);
  const before = residentMiB(pid);
  let most = before;
  const begun = performance.now();
  await vectorStores.files.create(storeId, { file_id: id });
  const meanwhile: number[] = [];
  for (;;) {
    const { ms, status } = await look();
    meanwhile.push(ms);
    most = Math.max(most, residentMiB(pid));
    if (status === 'failed') throw new Error('The large text could not be taken in.');
    if (status === 'completed') break;
    await sleep(EVERY_MS);
  }
  return {
    mebibytes: Math.round(Buffer.byteLength(text) / 1024 ** 2),
    seconds: (performance.now() - begun) / 1000,
    idle: summarize(idle),
    meanwhile: summarize(meanwhile),
    memory: Math.round(most - before),
  };
}
