import fc from 'fast-check';
import { z } from 'zod';
import { openStorage } from '../../../shared/azure/storage/storage.ts';
import { RetryableError, TerminalError } from '../../../shared/core/errors.ts';
import { valuesIn } from '../../../shared/core/logging/redact.ts';
import { redactingLog } from '../../../shared/core/logging/redacting-log.ts';
import { rateLimit } from '../../../shared/http/rate-limit.ts';
import { serveHttp } from '../../../shared/http/serve-http.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';
import { answerHttp } from '../../../shared/tools/answer-http.ts';
import { CALL_TIMINGS } from '../../../shared/tools/call-budget.ts';

/** Like nothing that a log would say by itself. */
const secret = fc.stringMatching(/^[a-z0-9]{6}[\n "\\]?[A-Z0-9]{8}$/).map((text) => `§${text}`);
const noise = fc.string({ maxLength: 30 });

const storage = openStorage({
  connectionString:
    'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://127.0.0.1:1/a',
});

function book() {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  return { lines, log: { debug: note, info: note, warn: note, error: note } };
}

type Failing = (text: string) => Error;
const errors: readonly Failing[] = [
  (text) => new Error(text),
  (text) => new Error(`${text}\n    at ${text} (file.ts:1:1)`),
  (text) => new TypeError(`cannot read ${text}`, { cause: new Error(text) }),
  (text) => new RetryableError(`${text} is busy`),
  (text) => new TerminalError(`no ${text}`),
  (text) => Object.assign(new Error('x'), { name: text, code: text, message: text }),
];

describe('the log of tool calls', () => {
  it('holds no secret of arguments, answers or errors, and the call in every line', async () => {
    await fc.assert(
      fc.asyncProperty(
        secret,
        secret,
        noise,
        fc.constantFrom(undefined, ...errors),
        fc.boolean(),
        async (planted, answer, before, failing, idempotent) => {
          const { lines, log } = book();
          const tool = agentTool('probe', {
            description: 'Probes.',
            parameters: z.object({ what: z.string(), deep: z.array(z.object({ more: z.string() })) }),
            idempotent,
            handler: ({ what, deep }, context) => {
              context.log.info(`${before}${what}`);
              context.log.debug(JSON.stringify(deep));
              if (failing !== undefined) throw failing(answer);
              // An answer that cannot be written as JSON is told of as well.
              return { answer, big: before.length % 2 === 0 ? 1n : 1 };
            },
          });
          const body = JSON.stringify({ what: planted, deep: [{ more: `${planted}!` }] });
          await answerHttp(tool, { body }, { storage, log, timings: CALL_TIMINGS });
          expect(lines.length).toBeGreaterThanOrEqual(2);
          const all = lines.join('\n');
          for (const text of [planted, answer, JSON.stringify(planted).slice(1, -1)]) expect(all).not.toContain(text);
          for (const line of lines) expect(line).toMatch(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
        },
      ),
    );
  });
});

describe('the log of HTTP functions', () => {
  it('holds no secret of headers, bodies or unforeseen errors, and names every request', async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(...errors.slice(0, 3)), async (planted, failing) => {
        const { lines, log } = book();
        const header = planted.replaceAll(/[^\w]/g, '');
        const route = {
          name: 'probe',
          access: 'Reader',
          maxBodyBytes: 1_000,
          bodyTimeMs: 10_000,
          timeLimitMs: 10_000,
        } as const;
        const frame = { access: async () => ({ id: `key:${header}` }), rate: rateLimit(100) };
        const request = {
          headers: new Headers({ authorization: `Bearer ${header}`, 'x-functions-key': header }),
          query: new URLSearchParams({ code: header }),
          body: new Response(planted).body as ReadableStream<Uint8Array> | null,
        };
        const about = { route, frame, log: redactingLog(log, {}), ours: 'our-id' };
        await serveHttp(request, about, async ({ body }) => {
          throw failing(body);
        });
        expect(lines).toHaveLength(1);
        expect(lines.join()).not.toContain(planted);
        expect(lines.join()).not.toContain(header);
        expect(lines[0]).toContain('our-id');
      }),
    );
  });
});

describe('a redacting log', () => {
  it.each([
    ['authorization: Bearer abc.def-ghi', 'abc.def'],
    ['https://a.example/x?sv=1&sig=abcDEF%2B&se=2', 'abcDEF'],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0==;', 'c2VjcmV0'],
    ['{"password": "hunter2hunter2"}', 'hunter2'],
    ['token eyJhbGciOi.eyJzdWIi.c2lnbmF0', 'eyJzdWIi'],
  ])('cuts the token out of %s, also with LOG_CONTENT', (line, token) => {
    const { lines, log } = book();
    for (const whole of [true, false]) redactingLog(log, { about: 'call-1', whole }).warn(line);
    expect(lines).toHaveLength(2);
    for (const written of lines) {
      expect(written).not.toContain(token);
      expect(written).toMatch(/^call-1: .*\[hidden\]/);
    }
  });

  it('lets arguments through with LOG_CONTENT=true, and leaves the id readable without', () => {
    const { lines, log } = book();
    const values = valuesIn({ number: 471_100, text: 'call-1', short: 'abc' });
    redactingLog(log, { about: 'call-1', values, whole: true }).info('call-1: order 471100');
    redactingLog(log, { about: 'call-1', values, whole: false }).info('call-1: order 471100 of abc');
    expect(lines).toEqual(['call-1: order 471100', 'call-1: order [hidden] of abc']);
  });
});
