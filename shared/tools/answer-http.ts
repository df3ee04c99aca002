import { randomUUID } from 'node:crypto';
import { traceExecution } from '../azure/telemetry/tool-telemetry.ts';
import { hashOf } from '../core/hash.ts';
import { parseJson } from '../core/json.ts';
import { valuesIn } from '../core/logging/redact.ts';
import { redactingLog } from '../core/logging/redacting-log.ts';
import { RequestError } from '../core/request-error.ts';
import type { ApiResponse } from '../http/response.ts';
import type { AgentTool } from './agent-tool.ts';
import { type CallServices, deliveryOf } from './answer-call.ts';
import { attempt } from './attempt.ts';
import type { CallDelivery } from './call-history.ts';
import { CALLS_TABLE, CallLedger } from './call-ledger.ts';
import { fitAnswer } from './fit-answer.ts';
import { type OnceResult, runOnce } from './run-once.ts';

/** A call over HTTP. A call that is sent again with its key gets the answer of the first, as a message that is delivered twice does. */
interface HttpCall {
  /** The request's body as text. */
  readonly body: string;
  /** The header Idempotency-Key, 1 to 255 characters. */
  readonly idempotencyKey?: string | undefined;
  /** `mcp` for a call through the MCP server; `http` by default. */
  readonly channel?: 'http' | 'mcp';
}

/** Azure's load balancer cuts a request off after 230 seconds, whatever the app does. Source: Functions "HTTP trigger limits". */
const LONGEST_REQUEST_MS = 220_000;

/** Characters of an idempotency key. */
export const MAX_KEY_LENGTH = 255;

/**
 * Answers a call over HTTP: 200 `{ value }`, 400 for arguments that do not match, 409 for a key that was used with other arguments, 422 for
 * a refusal of the tool, 503 for a fault that may pass, 500 when the effect is unknown. Never throws for what a caller sends.
 */
export async function answerHttp(
  tool: AgentTool,
  { body, idempotencyKey, channel = 'http' }: HttpCall,
  services: Omit<CallServices, 'maxDequeueCount'>,
): Promise<ApiResponse> {
  if (idempotencyKey !== undefined && (idempotencyKey === '' || idempotencyKey.length > MAX_KEY_LENGTH)) {
    return failure(400, 'invalid_header', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  const args = parse(body);
  if (args === undefined)
    return failure(400, 'invalid_json', 'The body is not JSON. Send the arguments as a JSON object.');
  const bound = await tool.bind(args);
  if (bound.problem !== undefined) return failure(400, 'invalid_arguments', bound.problem);

  const correlationId = idempotencyKey === undefined ? randomUUID() : `http:${idempotencyKey}`;
  const takenAt = new Date();
  const trace: { handlerStartedAt?: Date; handlerEndedAt?: Date } = {};
  const log = redactingLog(services.log, { about: correlationId, values: valuesIn(args) });
  const context = { log, storage: services.storage, correlationId, attempt: 1 };
  const run = async (timeLeft: number) => {
    trace.handlerStartedAt = new Date();
    return await attempt(tool, bound, context, timeLeft).finally(() => {
      trace.handlerEndedAt = new Date();
    });
  };
  const record = (outcome: CallDelivery['outcome'], more: { answer?: string; reason?: string } = {}) => {
    services.history?.record(
      deliveryOf(tool, {
        ...trace,
        ...more,
        channel,
        correlationId,
        takenAt,
        answeredAt: new Date(),
        invocationId: services.invocationId,
        arguments: body,
        outcome,
      }),
    );
  };
  const ledger = new CallLedger(services.storage.table(CALLS_TABLE));
  const once = { ...services, log, ledger };
  const execute = async (): Promise<OnceResult> =>
    tool.idempotent || idempotencyKey === undefined
      ? { attempt: await run(LONGEST_REQUEST_MS) }
      : runOnce({ tool: tool.name, correlationId, requestHash: hashOf(args) }, run, LONGEST_REQUEST_MS, once);
  const call = { tool: tool.name, id: correlationId, channel };
  let result: OnceResult;
  try {
    result = await traceExecution(call, ({ attempt }) => attempt.kind, execute);
  } catch (error) {
    if (error instanceof RequestError) return failure(error.status, error.code, error.message);
    throw error;
  }
  const { attempt: ended } = result;
  if (ended.kind === 'retry') {
    const seconds = Math.max(1, Math.ceil((ended.pause ?? 0) / 1000));
    const answer = failure(503, 'try_again', `${tool.name} could not be carried out now: ${ended.why}.`);
    record('retry', { reason: ended.why });
    return { ...answer, headers: { 'Retry-After': `${seconds}` } };
  }
  const text = await fitAnswer(tool, correlationId, ended.text, { storage: services.storage, log });
  await result.record?.({ kind: ended.kind, text });
  record(ended.kind, { answer: text });
  if (ended.kind === 'refused') return failure(422, 'refused', text);
  if (ended.kind === 'unclear') return failure(500, 'unclear', text);
  return { status: 200, body: { value: jsonOrText(text) } };
}

function failure(status: number, code: string, message: string): ApiResponse {
  return { status, body: { error: { code, message } } };
}

/** Reads the arguments: an empty body stands for none. @returns undefined for text that is not JSON */
function parse(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

/** An answer over a queue is always text; over HTTP, JSON text becomes JSON. */
function jsonOrText(text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
