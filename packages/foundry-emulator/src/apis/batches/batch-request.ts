import { linesOf } from '../../../../../shared/core/json-lines/lines.ts';
import { isRecord } from '../../core/json-schema.ts';
import { MAX_BATCH_REQUESTS, MAX_ROW_BYTES } from '../../core/limits.ts';
import type { BatchFault } from './batch.ts';

/** One line of an input file. */
export interface BatchRequest {
  readonly customId: string;
  readonly body: Record<string, unknown>;
}

export interface InputFile {
  readonly total: number;
  /** The deployment that all requests name. */
  readonly model?: string;
  /** The first faults, at most MAX_FAULTS. */
  readonly faults: readonly BatchFault[];
}

const MAX_FAULTS = 50;

/** The endpoint without its version: Azure OpenAI leaves `/v1` out. */
export const withoutVersion = (endpoint: string): string => endpoint.replace(/^\/v1(?=\/)/, '');

/** Yields the requests of a file that `checkInput` found correct. */
export async function* requestsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BatchRequest> {
  for await (const { text = '' } of linesOf(bytes, MAX_ROW_BYTES)) {
    if (text.trim() === '') continue;
    const { custom_id: customId, body } = JSON.parse(text) as { custom_id: string; body: Record<string, unknown> };
    yield { customId, body };
  }
}

/** Reads an input file to its end. The codes are those of Azure OpenAI's batch guide. */
export async function checkInput(bytes: AsyncIterable<Uint8Array>, endpoint: string): Promise<InputFile> {
  const faults: BatchFault[] = [];
  const known = new Set<string>();
  let model: string | undefined;
  let total = 0;
  const note = (code: string, message: string, line: number | null, param: string | null = null) => {
    if (faults.length < MAX_FAULTS) faults.push({ code, message, param, line });
  };

  for await (const line of linesOf(bytes, MAX_ROW_BYTES)) {
    if (line.text?.trim() === '') continue;
    total += 1;
    const request = line.text === undefined ? undefined : parsed(line.text);
    if (!request) {
      const problem = line.text === undefined ? line.problem : 'is not a JSON object';
      note('invalid_json_line', `The line ${problem}.`, line.number);
      continue;
    }
    const { custom_id: id, method, url, body } = request;
    if (typeof id !== 'string' || id === '')
      note('invalid_request', 'custom_id is missing: each request needs one of its own.', line.number, 'custom_id');
    else if (known.has(id))
      note('duplicate_custom_id', `The custom_id "${id}" is used before.`, line.number, 'custom_id');
    else known.add(id);
    if (method !== 'POST') note('invalid_request', 'method must be "POST".', line.number, 'method');
    if (typeof url !== 'string' || withoutVersion(url) !== withoutVersion(endpoint))
      note('url_mismatch', `url must be the endpoint of the batch, ${endpoint}.`, line.number, 'url');
    if (!isRecord(body)) {
      note('invalid_request', 'body must be an object.', line.number, 'body');
      continue;
    }
    if (typeof body.model !== 'string') continue;
    model ??= body.model;
    if (body.model !== model)
      note(
        'model_mismatch',
        `The request names the model ${body.model}, the ones before it ${model}; a batch is for one model.`,
        line.number,
        'body.model',
      );
  }
  if (total === 0) note('empty_batch', 'The input file has no requests.', null, 'input_file_id');
  if (total > MAX_BATCH_REQUESTS)
    note('too_many_tasks', `The input file has ${total} requests; a batch has ${MAX_BATCH_REQUESTS} at most.`, null);
  return { total, faults, ...(model === undefined ? {} : { model }) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
