import type { ServerResponse } from 'node:http';
import { replyEmpty, replyText } from '../../server/reply.ts';
import type { Reply } from './reply.ts';

export function sendReply(response: ServerResponse, { status, headers = {}, json }: Reply): void {
  if (json === undefined) {
    replyEmpty(response, status, headers);
    return;
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  replyText(response, status, JSON.stringify(json), 'application/json; charset=utf-8');
}
