import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenAI } from 'openai';
import { openaiVectorStore } from '../../shared/ingestion/service/openai-vector-store.ts';

const MIB = 1024 * 1024;
/** More than Node ever lets lie around: what is let go is collected long before. */
const BYTES = 384 * MIB;
const CHUNK = 64 * 1024;

describe('an upload of a large file', () => {
  it('is not held in memory while it passes', async () => {
    let arrived = 0;
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        arrived += chunk.length;
      });
      request.on('end', () => response.setHeader('content-type', 'application/json').end('{"id":"file-1"}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const service = openaiVectorStore(
        new OpenAI({ apiKey: 'local', baseURL: `http://127.0.0.1:${port}`, maxRetries: 0 }),
      );
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const content = async function* () {
        for (let sent = 0; sent < BYTES; sent += CHUNK) {
          yield new Uint8Array(CHUNK);
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        }
      };
      expect(await service.upload('large.txt', content())).toBe('file-1');
      expect(arrived).toBeGreaterThan(BYTES);
      expect(most / MIB).toBeLessThan((0.75 * BYTES) / MIB);
    } finally {
      server.close();
    }
  }, 60_000);
});
