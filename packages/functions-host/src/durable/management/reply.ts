import type { ServerResponse } from 'node:http';
import { replyEmpty, replyText } from '../../server/reply.ts';

/** A response of the management API. Without `json` the body is empty. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

export const notFound: Reply = { status: 404 };

/** Stands in place of the real host's stack trace. */
const STACK = '   at the local host';

/** Describes an exception as ASP.NET does. */
export function exceptionReply(status: number, message: string, exception: string, type: string): Reply {
  return {
    status,
    json: { Message: message, ExceptionMessage: exception, ExceptionType: type, StackTrace: STACK },
  };
}

export function badJson(error: unknown): Reply {
  const problem = error instanceof Error ? error.message : String(error);
  return exceptionReply(400, 'Invalid JSON content', problem, 'Newtonsoft.Json.JsonReaderException');
}

export function sendReply(response: ServerResponse, { status, headers = {}, json }: Reply): void {
  if (json === undefined) {
    replyEmpty(response, status, headers);
    return;
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  replyText(response, status, JSON.stringify(json), 'application/json; charset=utf-8');
}
