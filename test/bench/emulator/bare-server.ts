import path from 'node:path';
import { loadCertificate } from '../../../packages/foundry-emulator/src/core/http/certificate.ts';
import { createServer, listen } from '../../../packages/foundry-emulator/src/core/http/server.ts';
import { silentLog } from '../../../packages/foundry-emulator/src/core/log.ts';

/**
 * The floor for the emulator: the same server with the same certificate, that reads a body and sends a fixed answer.
 * Arguments: the emulator's state folder.
 */
const [, , state = ''] = process.argv;
const server = createServer(await loadCertificate(path.join(state, 'certificate')), silentLog);
const answer = JSON.stringify({
  id: 'bare',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' } }],
});
server.setNotFoundHandler(async ({ raw }, reply) => {
  const chunks: Buffer[] = [];
  for await (const chunk of raw) chunks.push(chunk as Buffer);
  JSON.parse(Buffer.concat(chunks).toString() || '{}');
  return reply.code(200).type('application/json').send(answer);
});
const port = await listen(server, 0);
process.stdout.write(`listening on ${port}\n`);
