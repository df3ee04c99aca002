import { z } from 'zod';
import { MAX_QUEUE_NAME_LENGTH } from '../../shared/core/limits.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';

const define = (name: string, options: Partial<Parameters<typeof agentTool>[1]> = {}) =>
  agentTool(name, { description: 'Test.', parameters: z.object({}), handler: () => 'ok', ...options });

describe('the name of a tool', () => {
  it.each([
    ['get_order_status', 'tool-get-order-status-in'],
    ['getOrderStatus', 'tool-get-order-status-in'],
    ['GetHTTPStatus2Now', 'tool-get-httpstatus2-now-in'],
    ['_a__b-_c_', 'tool-a-b-c-in'],
    ['7', 'tool-7-in'],
  ])('%s gives its queue the name %s', (name, queue) => {
    const { queues } = define(name);
    expect(queues).toEqual({ input: queue, output: queue.replace(/in$/, 'out'), poison: `${queue}-poison` });
    expect(queue).toMatch(/^[a-z0-9](-?[a-z0-9])*$/);
  });

  it.each(['', 'get order', 'a.b', 'größe', 'a'.repeat(65), 'get/status'])(
    '"%s" is refused like the service would',
    (name) => {
      expect(() => define(name)).toThrow(/cannot be a tool's name: the agent service allows 1 to 64/);
    },
  );

  it('is refused when no queue can be named after it', () => {
    expect(() => define('___')).toThrow(/its queues are named after it/);
    expect(() => define('a'.repeat(49))).toThrow(/at most 48/);
    expect(define('a'.repeat(48)).queues.poison.length).toBe(MAX_QUEUE_NAME_LENGTH);
  });
});

describe('the options of a tool', () => {
  it.each([0, -1, Number.NaN, 540_001, Number.POSITIVE_INFINITY])('do not allow %s milliseconds', (timeout) => {
    expect(() => define('slow', { timeout })).toThrow(/timeout of tool "slow" is .* at most 540000/);
  });

  it('make a tool that is readOnly idempotent, and refuse the opposite', () => {
    expect([define('look', { readOnly: true }).idempotent, define('write').readOnly]).toEqual([true, false]);
    expect(() => define('look', { readOnly: true, idempotent: false })).toThrow(/remove "idempotent: false"/);
  });

  it('need a description and named parameters', () => {
    expect(() => define('x', { description: ' ' })).toThrow(/needs a description/);
    expect(() => define('x', { parameters: z.string() as never })).toThrow(/must be a z\.object/);
  });

  it('must say how arguments are written when a parameter is named like the message itself', () => {
    const wrapper = z.object({ function_args: z.string() });
    const id = z.object({ CorrelationId: z.string() });
    expect(() => define('x', { parameters: wrapper })).toThrow(/"function_args".*messageShape to 'flat'/);
    expect(() => define('x', { parameters: id })).toThrow(/"CorrelationId".*messageShape to 'wrapped'/);
    expect(() => define('x', { parameters: id, messageShape: 'flat' })).toThrow(/CorrelationId/);
    expect(define('x', { parameters: wrapper, messageShape: 'flat' }).messageShape).toBe('flat');
    expect(define('x', { parameters: id, messageShape: 'wrapped' }).messageShape).toBe('wrapped');
  });
});

describe('the parameters of a tool', () => {
  it('become a JSON schema of what the caller sends', () => {
    const parameters = z.object({
      city: z.string().min(2).describe('Where'),
      days: z.int().min(1).max(7).default(3),
      unit: z.enum(['C', 'F']).nullable().optional(),
    });
    const tool = define('weather', { parameters });
    expect(tool.parameters).toEqual({
      type: 'object',
      properties: {
        city: { type: 'string', minLength: 2, description: 'Where' },
        days: { type: 'integer', minimum: 1, maximum: 7, default: 3 },
        unit: { anyOf: [{ type: 'string', enum: ['C', 'F'] }, { type: 'null' }] },
      },
      required: ['city'],
    });
    expect(JSON.stringify(tool.openApiParameters)).toContain('"nullable":true');
  });

  it('are refused with the name of tool and field when JSON schema cannot say them', () => {
    const parameters = z.object({ ok: z.string(), trip: z.object({ starts: z.date() }) });
    expect(() => define('book', { parameters })).toThrow(
      /tool "book" cannot become a JSON schema: "trip\.starts".*z\.iso\.datetime/,
    );
    const cyclic = z.object({
      get self() {
        return cyclic.optional();
      },
    });
    expect(() => define('tree', { parameters: cyclic })).toThrow(/tool "tree"/);
  });

  it('of nested problems are explained with their place', async () => {
    const parameters = z.object({ items: z.array(z.object({ name: z.string() })) });
    const bound = await define('list', { parameters }).bind({ items: [{ name: 'a' }, {}] });
    expect(bound.problem).toMatch(/^list was not carried out.*\n- items\[1\]\.name: .*expected string/);
  });

  it('of many problems are explained in few lines', async () => {
    const parameters = z.object({ items: z.array(z.number()) });
    const bound = await define('list', { parameters }).bind({ items: Array(30).fill('x') });
    expect(bound.problem?.split('\n')).toHaveLength(10);
    expect(bound.problem).toMatch(/and 22 more$/);
  });
});
