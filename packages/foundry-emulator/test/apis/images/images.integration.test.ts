import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type OpenAI from 'openai';
import { AzureOpenAI, toFile } from 'openai';
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
      prompt_filter_results: {
        violence: { filtered: false, severity: 'safe' },
        profanity: { filtered: false, detected: false },
        jailbreak: { filtered: false, detected: false },
        custom_blocklists: { filtered: false, details: [] },
      },
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

  describe('of gpt-image models', () => {
    const prompt = 'A red star';
    let client: OpenAI;
    beforeAll(async () => {
      client = (await openAIClients(emulator)).v1;
    });
    const bytesOf = (b64_json: string | undefined) => Buffer.from(b64_json ?? '', 'base64');
    const file = async () => {
      const { data } = await client.images.generate({ model: 'gpt-image-1', prompt });
      return toFile(bytesOf(data?.[0]?.b64_json), 'star.png', { type: 'image/png' });
    };

    it('answer with base64, the chosen settings and usage', async () => {
      const made = await client.images.generate({
        model: 'gpt-image-1',
        prompt,
        n: 2,
        size: '1024x1536',
        quality: 'low',
      });
      expect(made).toMatchObject({
        background: 'opaque',
        output_format: 'png',
        quality: 'low',
        size: '1024x1536',
        usage: { output_tokens: 816, input_tokens_details: { image_tokens: 0 } },
      });
      expect(made.data?.map((each) => sizeOf(bytesOf(each.b64_json)))).toEqual(['1024x1536', '1024x1536']);
      expect(made.data?.[0]).not.toHaveProperty('url');
    });

    it('have a transparent background on request', async () => {
      const made = await client.images.generate({ model: 'gpt-image-1', prompt, background: 'transparent' });
      // Color type 6 is RGBA.
      expect(bytesOf(made.data?.[0]?.b64_json).readUInt8(25)).toBe(6);
      expect(made.background).toBe('transparent');
    });

    it('stream partial images before the final one', async () => {
      const stream = await client.images.generate({ model: 'gpt-image-1', prompt, stream: true, partial_images: 2 });
      const events: OpenAI.ImageGenStreamEvent[] = [];
      for await (const event of stream) events.push(event);
      expect(events.map(({ type }) => type)).toEqual([
        'image_generation.partial_image',
        'image_generation.partial_image',
        'image_generation.completed',
      ]);
      expect(events.at(-1)).toMatchObject({ usage: { total_tokens: expect.any(Number) } });
      for (const { b64_json } of events) expect(sizeOf(bytesOf(b64_json))).toBe('1024x1024');
    });

    it('are edited at the address of a deployment', async () => {
      const { endpoints } = emulator;
      const azure = new AzureOpenAI({
        endpoint: endpoints.azureOpenAI,
        apiKey: 'any',
        apiVersion: '2025-04-01-preview',
      });
      const { data } = await azure.images.edit({ model: 'gpt-image-1', image: await file(), prompt: 'Add a hat' });
      expect(sizeOf(bytesOf(data?.[0]?.b64_json))).toBe('1024x1024');
    });

    it('are edited, each image differently, and with a mask', async () => {
      const edit = async (image: File, more: object = {}) =>
        client.images.edit({ model: 'gpt-image-1', image, prompt: 'Add a hat', stream: false, ...more });
      const [star, other] = [await file(), await toFile(Buffer.from('89504e470d0a1a0a00', 'hex'), 'b.png')];
      const [first, second] = [await edit(star, { mask: await file() }), await edit(other)];
      expect(sizeOf(bytesOf(first.data?.[0]?.b64_json))).toBe('1024x1024');
      expect(first.data?.[0]?.b64_json).not.toBe(second.data?.[0]?.b64_json);
      expect(first.usage?.input_tokens_details.image_tokens).toBeGreaterThan(0);
    });

    it('are varied by dall-e-2', async () => {
      const image = await file();
      const made = await client.images.createVariation({ model: 'dall-e-2', image, n: 2, size: '256x256' });
      expect(made.data).toHaveLength(2);
      const url = made.data?.[0]?.url ?? '';
      expect(sizeOf(Buffer.from(await (await fetch(url)).arrayBuffer()))).toBe('256x256');
    });

    it.each([
      ['response_format', { model: 'gpt-image-1', response_format: 'b64_json' }],
      ['quality', { model: 'gpt-image-1', quality: 'hd' }],
      ['size', { model: 'gpt-image-1', size: '1792x1024' }],
      ['output_format', { model: 'gpt-image-1', output_format: 'webp' }],
      ['background', { model: 'dall-e-3', background: 'transparent' }],
      ['quality', { model: 'dall-e-3', quality: 'low' }],
    ])('are refused with another model’s %s', async (param, body) => {
      const asking = client.images.generate({ prompt, ...body } as OpenAI.ImageGenerateParamsNonStreaming);
      await expect(asking).rejects.toMatchObject({ status: 400, param });
    });

    it('are refused for files that are not images', async () => {
      const image = await toFile(Buffer.from('no image'), 'a.png');
      const asking = client.images.edit({ model: 'gpt-image-1', image, prompt });
      await expect(asking).rejects.toMatchObject({ status: 400, param: 'image' });
    });
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
