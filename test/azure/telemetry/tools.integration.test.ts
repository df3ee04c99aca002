import { z } from 'zod';
import { RetryableError, TerminalError } from '../../../shared/core/errors.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';
import { answerHttp } from '../../../shared/tools/answer-http.ts';
import { answerMcp } from '../../../shared/tools/mcp-server.ts';
import { startAzurite } from '../../support/azurite.ts';
import { mcpCall } from '../../support/mcp-call.ts';
import { type Probed, telemetryOf } from '../../support/telemetry-probe.ts';
import { ToolHarness } from '../../support/tool-harness.ts';

const SECRET = 'planted-argument';
let azurite: Awaited<ReturnType<typeof startAzurite>>;
let world: ToolHarness;
let found: Probed;

const look = agentTool('look', {
  description: 'Looks.',
  parameters: z.object({ what: z.string() }),
  idempotent: true,
  handler: ({ what }, { attempt }) => {
    if (attempt === 1) throw new RetryableError(`${what} is away`);
    return `saw ${what}`;
  },
});
const refuse = agentTool('refuse', {
  description: 'Refuses.',
  parameters: z.object({ what: z.string() }),
  handler: ({ what }) => {
    throw new TerminalError(`No ${what} here.`);
  },
});

beforeAll(async () => {
  azurite = await startAzurite();
  world = new ToolHarness(azurite.connectionString);
  found = await telemetryOf(async () => {
    await world.call(look, { what: SECRET }, 'call-1');
    await world.deliverAll(look);
    await world.call(refuse, { what: SECRET }, 'call-2');
    await world.deliverAll(refuse);
    await answerHttp(refuse, { body: JSON.stringify({ what: SECRET }), idempotencyKey: 'twin' }, world.services());
    await answerMcp(mcpCall({ name: 'refuse', arguments: { what: SECRET }, key: 'client' }), [refuse], (tool, call) =>
      answerHttp(tool, call, world.services()),
    );
  });
});
afterAll(() => azurite.stop());

const named = (name: string) => found.spans.filter((span) => span.name === name);

describe('the telemetry of tool calls', () => {
  it('is one trace from the message through the handler to the reply', () => {
    const [, second] = named(`process ${look.queues.input}`);
    const [failed, done] = named('execute_tool look');
    const [reply] = named(`send ${look.queues.output}`);
    expect([second, done, reply].map((span) => span?.spanContext().traceId)).toEqual(
      Array(3).fill(second?.spanContext().traceId),
    );
    expect(second?.spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([done, reply].map((span) => span?.parentSpanContext?.spanId)).toEqual(
      Array(2).fill(second?.spanContext().spanId),
    );
    expect(failed).toMatchObject({ attributes: { 'error.type': 'RetryableError' }, status: { code: 2 } });
    expect(done?.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'look',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': 'call-1',
      'foundry_functions.tool.channel': 'queue',
      'foundry_functions.tool.outcome': 'done',
    });
    expect(second?.attributes).toMatchObject({
      'messaging.destination.name': look.queues.input,
      'messaging.operation.type': 'process',
      'foundry_functions.queue.dequeue_count': 2,
    });
  });

  it('counts a refusal as an answer and not as a fault, also over HTTP and MCP', () => {
    for (const span of named('execute_tool refuse')) {
      expect(span.attributes['foundry_functions.tool.outcome']).toBe('refused');
      expect(span.status.code).toBe(0);
    }
    expect(named('execute_tool refuse').map(({ attributes }) => attributes['gen_ai.tool.call.id'])).toEqual([
      'call-2',
      'http:twin',
      'http:client',
    ]);
  });

  it('measures calls by outcome, and the wait in the queue once for each message', () => {
    const counted = (name: string) => found.points.filter((point) => point.name === name);
    const outcomes = counted('foundry_functions.tool.duration').map(({ attributes, value }) => [
      attributes['gen_ai.tool.name'],
      attributes['foundry_functions.tool.outcome'],
      attributes['foundry_functions.tool.channel'],
      value,
    ]);
    expect(outcomes.toSorted()).toEqual([
      ['look', 'done', 'queue', 1],
      ['look', 'retry', 'queue', 1],
      ['refuse', 'refused', 'http', 1],
      ['refuse', 'refused', 'mcp', 1],
      ['refuse', 'refused', 'queue', 1],
    ]);
    expect(counted('foundry_functions.queue.wait').map(({ value }) => value)).toEqual([1, 1]);
  });

  it('holds no arguments and no answers', () => {
    const told = found.spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
    expect(JSON.stringify([told, found.points])).not.toContain(SECRET);
  });
});
