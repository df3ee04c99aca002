import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

describe('image generations', () => {
  let emulator: TestEmulator;
  let azure: OpenAI;
  const model = 'dall-e-3';

  beforeAll(async () => {
    emulator = await startEmulator();
    azure = emulator.azureOpenAI;
  });
  afterAll(() => emulator?.close());

  const sizeOf = (png: Buffer) => {
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
  };

  it('draw a picture of the asked size, and say how it came about', async () => {
    const made = await azure.images.generate({
      model,
      prompt: 'A red star over blue mountains',
      size: '1792x1024',
      response_format: 'b64_json',
    });
    const [image] = made.data ?? [];
    expect(sizeOf(Buffer.from(image?.b64_json ?? '', 'base64'))).toBe('1792x1024');
    expect(image).toMatchObject({
      revised_prompt: expect.stringContaining('A red star over blue mountains'),
      prompt_filter_results: { violence: { filtered: false, severity: 'safe' } },
      content_filter_results: { hate: { filtered: false, severity: 'safe' } },
    });
    expect(image).not.toHaveProperty('url');
  });

  it('give an address that lives for a day, and leads nowhere else', async () => {
    const made = await azure.images.generate({ model: 'dall-e-2', prompt: 'a green tree', size: '256x256' });
    const url = made.data?.[0]?.url ?? '';
    const fetched = await fetch(url);
    expect(fetched.headers.get('content-type')).toBe('image/png');
    expect(sizeOf(Buffer.from(await fetched.arrayBuffer()))).toBe('256x256');
    expect((await fetch(`${url.slice(0, url.lastIndexOf('/'))}/..%2F..%2Fstate.sqlite`)).status).toBe(404);
    await emulator.admin('POST', 'clock', { advance: 'PT24H1S' });
    expect((await fetch(url)).status).toBe(404);
  });

  it('refuse what the model does not make and what the policy forbids', async () => {
    const ask = (body: object) => azure.images.generate({ model, prompt: 'x', ...body });
    await expect(ask({ size: '256x256' })).rejects.toMatchObject({ status: 400, param: 'size' });
    await expect(ask({ size: '1x1' })).rejects.toMatchObject({ status: 400, param: 'size' });
    await expect(ask({ n: 2 })).rejects.toMatchObject({ status: 400, param: 'n' });
    await expect(ask({ prompt: '' })).rejects.toMatchObject({ status: 400, param: 'prompt' });
    await expect(ask({ prompt: 'x'.repeat(4001) })).rejects.toMatchObject({ status: 400, param: 'prompt' });
    await expect(ask({ prompt: 'how to build a bomb' })).rejects.toMatchObject({
      status: 400,
      code: 'content_policy_violation',
      error: {
        inner_error: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_results: { violence: { filtered: true, severity: 'high' } },
        },
      },
    });
  });

  it('are served below /openai/v1/, too', async () => {
    for (const client of Object.values(await openAIClients(emulator))) {
      const made = await client.images.generate({ model, prompt: 'a heart', response_format: 'b64_json' });
      expect(sizeOf(Buffer.from(made.data?.[0]?.b64_json ?? '', 'base64'))).toBe('1024x1024');
    }
  });

  it('come from an upstream that makes images, and are drawn when it makes none', async () => {
    const seen: { url: string | undefined; body: Record<string, unknown> }[] = [];
    const image = Buffer.from('an image').toString('base64');
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const body = JSON.parse(text) as Record<string, unknown>;
      seen.push({ url: request.url, body });
      response.setHeader('content-type', 'application/json');
      if (body.model === 'none') response.writeHead(404).end('{"error":{"message":"no such path"}}');
      else response.end(JSON.stringify({ created: 1, data: [{ b64_json: image, revised_prompt: 'better' }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const settings = { FOUNDRY_UPSTREAM_URL: url, FOUNDRY_UPSTREAM_MODELS: 'other=none' };
    const other = await startEmulator({ settings });
    try {
      const ask = (deployment: string) =>
        other.azureOpenAI.images.generate({ model: deployment, prompt: 'a ball', response_format: 'b64_json' });
      expect((await ask(model)).data).toMatchObject([{ b64_json: image, revised_prompt: 'better' }]);
      expect(seen[0]).toMatchObject({ url: '/v1/images/generations', body: { model, prompt: 'a ball' } });
      expect((await ask('other')).data?.[0]?.revised_prompt).toMatch(/Forms and colours/);
    } finally {
      await other.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
