import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../../shared/core/errors.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { DEFAULT_PROJECT } from '../core/http/address.ts';
import { catalogue } from '../spec/catalogue.ts';
import { filledIn } from './fill-references.ts';
import type { LoopbackClient, LoopbackRequest } from './loopback-client.ts';
import type { Seed } from './seed-file.ts';

/**
 * Uploads a seed's files and carries out its calls, each as a request like any other, so that it is checked like any other.
 * @throws SetupError naming the entry that was refused, and why
 */
export async function plant(seed: Seed, client: LoopbackClient): Promise<void> {
  const answers = new Map<string, unknown>();
  const send = async (where: string, request: LoopbackRequest, name: string | undefined) => {
    const { status, body } = await client(request);
    if (status >= 300) throw new SetupError(`The seed's ${where} was refused with ${status}: ${body}`);
    if (name !== undefined) answers.set(name, body === '' ? undefined : JSON.parse(body));
  };
  for (const [index, { path: file, purpose, as }] of seed.files.entries()) {
    await send(`files[${index}] (${file})`, await upload(seed.folder, file, purpose), as);
  }
  for (const [index, { as, ...call }] of seed.calls.entries()) {
    const where = `calls[${index}] (${call.operation})`;
    await send(where, requestOf(where, filledIn(call, answers, where)), as);
  }
}

async function upload(folder: string, file: string, purpose: string): Promise<LoopbackRequest> {
  const form = new FormData();
  form.set('purpose', purpose);
  form.set('file', new Blob([contentOf(path.resolve(folder, file))]), path.basename(file));
  const encoded = new Response(form);
  return {
    method: 'POST',
    path: `/api/projects/${DEFAULT_PROJECT}/openai/v1/files`,
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

function contentOf(file: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SetupError(`The seed names a file that cannot be read: ${messageOf(cause)}`, { cause });
  }
}

type Call = Omit<Seed['calls'][number], 'as'>;

function requestOf(where: string, { operation: id, params, query, body }: Call): LoopbackRequest {
  const operation = catalogue.find((each) => each.id === id);
  if (!operation) {
    throw new SetupError(`The seed's ${where} is not an operation. GET /_emulator/coverage lists them.`);
  }
  const place = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new SetupError(`The seed's ${where} lacks params.${name}.`);
    return encodeURIComponent(value);
  });
  const base = operation.api === 'foundry' ? `/api/projects/${DEFAULT_PROJECT}` : '';
  const version = operation.api === 'foundry' ? '2025-11-15-preview' : '2024-10-01-preview';
  return {
    method: operation.method,
    path: `${base}${place}?${new URLSearchParams({ 'api-version': version, ...query })}`,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
