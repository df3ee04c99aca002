import { randomUUID } from 'node:crypto';
import { traceExecution } from '../azure/telemetry/tool-telemetry.ts';
import { hashOf } from '../core/canonical-json.ts';
import { parseJson } from '../core/json.ts';
import { valuesIn } from '../core/logging/redact.ts';
import { redactingLog } from '../core/logging/redacting-log.ts';
import { RequestError } from '../core/request-error.ts';
import type { ApiResponse } from '../http/response.ts';
import type { AgentTool } from './agent-tool.ts';
import type { CallServices } from './answer-call.ts';
import { attempt } from './attempt.ts';
import { CALLS_TABLE, CallLedger } from './call-ledger.ts';
import { fitAnswer } from './fit-answer.ts';
import { type OnceResult, runOnce } from './run-once.ts';

/** A call over HTTP. With a key, a call that is sent again gets the answer of the first one, as a message delivered twice does. */
interface HttpCall {
  /** The request's body as text. */
  readonly body: string;
  /** The header Idempotency-Key, 1 to 255 characters. */
  readonly idempotencyKey?: string | undefined;
}

/** Azure's load balancer cuts a request off after 230 seconds, whatever the app does. Source: Functions "HTTP trigger limits". */
const LONGEST_REQUEST_MS = 220_000;

const MAX_KEY_LENGTH = 255;

/**
 * Answers a tool's HTTP twin: 200 `{ value }`, 400 arguments that do not fit, 409 an idempotency key of a call with other arguments,
 * 422 what the tool refuses, 503 what may work later, 500 when nobody knows whether it was done. Never throws for what a caller sends.
 */
export async function answerHttp(
  tool: AgentTool,
  { body, idempotencyKey }: HttpCall,
  services: Omit<CallServices, 'maxDequeueCount'>,
): Promise<ApiResponse> {
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > MAX_KEY_LENGTH)) {
    return failure(400, 'invalid_header', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  const args = parse(body);
  if (args === undefined)
    return failure(400, 'invalid_json', 'The body is no JSON. Send the arguments as a JSON object.');
  const bound = await tool.bind(args);
  if (bound.problem !== undefined) return failure(400, 'invalid_arguments', bound.problem);

  const correlationId = idempotencyKey === undefined ? randomUUID() : `http:${idempotencyKey}`;
  const log = redactingLog(services.log, { about: correlationId, values: valuesIn(args) });
  const context = { log, storage: services.storage, correlationId, attempt: 1 };
  const run = (timeLeft: number) => attempt(tool, bound, context, timeLeft);
  const ledger = new CallLedger(services.storage.table(CALLS_TABLE));
  const carryOut = async (): Promise<OnceResult> =>
    tool.idempotent || idempotencyKey === undefined
      ? { attempt: await run(LONGEST_REQUEST_MS) }
      : runOnce({ tool: tool.name, correlationId, requestHash: hashOf(args) }, run, LONGEST_REQUEST_MS, {
          ...services,
          log,
          ledger,
        });
  const call = { tool: tool.name, id: correlationId, channel: 'http' } as const;
  const once = await traceExecution(call, (carried) => carried.attempt.kind, carryOut).catch((error: unknown) => {
    if (error instanceof RequestError) return failure(error.status, error.code, error.message);
    throw error;
  });
  if ('status' in once) return once;
  const { attempt: ended, record } = once;

  if (ended.kind === 'retry') {
    const seconds = Math.max(1, Math.ceil((ended.pause ?? 0) / 1000));
    const answer = failure(503, 'try_again', `${tool.name} could not be carried out now: ${ended.why}.`);
    return { ...answer, headers: { 'Retry-After': `${seconds}` } };
  }
  const text = await fitAnswer(tool, correlationId, ended.text, { storage: services.storage, log });
  await record?.({ kind: ended.kind, text });
  if (ended.kind === 'refused') return failure(422, 'refused', text);
  if (ended.kind === 'unclear') return failure(500, 'unclear', text);
  return { status: 200, body: { value: jsonOrText(text) } };
}

function failure(status: number, code: string, message: string): ApiResponse {
  return { status, body: { error: { code, message } } };
}

/** No body is no arguments, which is right for a tool that takes none; undefined is text that is no JSON. */
function parse(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

/** Over a queue every answer is text; here an object may be one. */
function jsonOrText(text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
