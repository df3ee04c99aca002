import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type OpenAI from 'openai';
import { startService } from '../../../../../local/platform/service.ts';
import { trustCertificate } from '../../../../../local/platform/trust.ts';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

const slow = {
  FOUNDRY_MODEL_SCENARIO: JSON.stringify({
    turns: [{ when: 'slow', text: 'At last.', delayMs: 60_000, repeat: true }],
  }),
};

describe('a background response', () => {
  let emulator: TestEmulator;
  let openai: OpenAI;
  beforeAll(async () => {
    emulator = await startEmulator({ settings: slow });
    openai = (await openAIClients(emulator)).reference;
  });
  afterAll(() => emulator?.close());

  const begin = () => openai.responses.create({ model: 'gpt-4o', input: 'Be slow', background: true });
  const ended = async (id: string) => {
    for (;;) {
      const response = await openai.responses.retrieve(id);
      if (response.status !== 'queued' && response.status !== 'in_progress') return response;
      await sleep(10);
    }
  };

  it('is streamed to a client that accepts server-sent events', async () => {
    const created = await openai.responses.create({ model: 'gpt-4o', input: 'Hello', background: true, stream: true });
    let id = '';
    const events = [];
    for await (const event of created) {
      if (event.type === 'response.created') id = event.response.id;
      events.push(event);
    }
    const read = async (query = '') => {
      const response = await emulator.request(`/openai/responses/${id}?api-version=2025-11-15-preview${query}`, {
        headers: { accept: 'text/event-stream' },
      });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const text = await response.text();
      return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(`${data}`));
    };
    expect(await read()).toEqual(events);
    expect(await read('&starting_after=2')).toEqual(events.slice(3));
  });

  it('is queued first, and completes without a client', async () => {
    const { id, status } = await begin();
    expect(status).toBe('queued');
    while ((await openai.responses.retrieve(id)).status !== 'in_progress') await sleep(5);
    await emulator.admin('POST', 'clock', { advance: 'PT1M' });
    expect(await ended(id)).toMatchObject({ status: 'completed', output_text: 'At last.', background: true });
  });

  it('can be followed by a later client while it runs', async () => {
    const { id } = await begin();
    const follow = async (query: { starting_after?: number }) => {
      const events: OpenAI.Responses.ResponseStreamEvent[] = [];
      for await (const event of await openai.responses.retrieve(id, { stream: true, ...query })) events.push(event);
      return events;
    };
    const followers = [follow({}), follow({ starting_after: 1 })];
    await sleep(50);
    await emulator.admin('POST', 'clock', { advance: 'PT1M' });
    const [all, rest] = await Promise.all(followers);
    expect(all?.at(-1)).toMatchObject({ type: 'response.completed' });
    expect(rest).toEqual(all?.slice(2));
  });

  it('stops when it is cancelled, and its stream with it', async () => {
    const { id } = await begin();
    const stream = await openai.responses.retrieve(id, { stream: true });
    const cancelled = await openai.responses.cancel(id);
    expect(cancelled.status).toBe('cancelled');
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'cancelled' } });
    expect(await openai.responses.retrieve(id)).toEqual(expect.objectContaining({ status: 'cancelled' }));
  });

  it('is the only kind that can be cancelled', async () => {
    const { id } = await openai.responses.create({ model: 'gpt-4o', input: 'Hello' });
    await expect(openai.responses.cancel(id)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Cannot cancel a synchronous response'),
    });
    await expect(openai.responses.cancel('resp_0')).rejects.toMatchObject({ status: 404 });
  });

  it('stays deleted when it is deleted before its end', async () => {
    const { id } = await begin();
    await openai.responses.delete(id);
    await emulator.admin('POST', 'clock', { advance: 'PT1M' });
    await expect(openai.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it('cannot be gone on from before it has ended', async () => {
    const { id } = await begin();
    await expect(
      openai.responses.create({ model: 'gpt-4o', input: 'And?', previous_response_id: id }),
    ).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
    await openai.responses.cancel(id);
  });
});

describe('responses under way when the emulator stops', () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(path.join(tmpdir(), 'foundry-'));
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  const begin = async (emulator: TestEmulator) => {
    const { reference: openai } = await openAIClients(emulator);
    const { id } = await openai.responses.create({ model: 'gpt-4o', input: 'Be slow', background: true });
    return id;
  };
  const afterRestart = async (id: string) => {
    const again = await startEmulator({ state, inMemory: false });
    const { reference: openai } = await openAIClients(again);
    const response = await openai.responses.retrieve(id);
    await again.close();
    return response;
  };

  it('have failed, with the reason, when it is closed in good order', async () => {
    const emulator = await startEmulator({ state, inMemory: false, settings: slow });
    const id = await begin(emulator);
    await emulator.close();
    expect(await afterRestart(id)).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: expect.stringContaining('stopped') },
    });
  });

  it('have failed, with the reason, after kill -9', async () => {
    const service = await startService({
      name: 'The emulator',
      script: path.resolve('packages/foundry-emulator/src/main.mjs'),
      args: ['--port', '0', '--state', state, '--log-format', 'json'],
      env: { ...process.env, ...slow },
      logFile: path.join(state, 'log'),
    });
    trustCertificate(`${service.ready.certificate}`);
    const response = await fetch(`${service.ready.foundryProject}/openai/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', input: 'Be slow', background: true }),
    });
    const { id } = (await response.json()) as { id: string };
    await service.kill();
    expect(await afterRestart(id)).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: expect.stringContaining('Send the request again') },
    });
  });
});
