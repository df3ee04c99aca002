import { CallLog, type CallLogOptions, type HostLine } from '../../local/output/call-log.ts';

function shownBy(lines: readonly HostLine[], options: Partial<CallLogOptions> = {}): string {
  const shown: string[] = [];
  const log = new CallLog({ color: false, write: (text) => shown.push(text), ...options });
  for (const line of lines) log.takeLine(line);
  return shown.join('\n');
}

const root = process.cwd();
const ID = 'call_0123456789';
const failing = {
  time: '2026-12-01T10:58:00.742Z',
  level: 'error',
  category: 'Function.tool_get_weather.User',
  function: 'tool_get_weather',
  invocationId: 'invocation-1',
  message: [
    `invocation-1: get_weather: ${ID} failed unexpectedly: Error: no luck`,
    `    at handler (${root}/functions/tools/get-weather.ts:16:39)`,
    `    at Object.run (${root}/shared/tools/agent-tool.ts:109:42)`,
    '    at AsyncLocalStorage.run (node:internal/async_local_storage/async_context_frame:65:14)',
  ].join('\n'),
};
const failed = {
  event: 'invocation',
  time: '2026-12-01T10:58:00.512Z',
  function: 'tool_get_weather',
  invocationId: 'invocation-1',
  trigger: 'queueTrigger',
  outcome: 'failed',
  duration: 30,
  attempt: 2,
  details: { messageId: 'message-1' },
  error: {
    name: 'RetryableError',
    message: 'later',
    stack: `RetryableError: later\n    at ${root}/shared/tools/a.ts:1:2`,
  },
};
const request = {
  event: 'invocation',
  time: '2026-12-01T10:58:01.000Z',
  function: 'health',
  invocationId: 'invocation-2',
  trigger: 'httpTrigger',
  outcome: 'succeeded',
  duration: 7,
  reason: 'GET /api/health',
  status: 200,
};

describe('the log of calls', () => {
  it('shows an error of a tool once, with the id of the call and the frames of its own code', () => {
    expect(shownBy([failing, failed])).toBe(
      [
        `10:58:00.742 tools       get_weather              ${ID} error`,
        '             Error: no luck',
        '                 at handler (functions/tools/get-weather.ts:16:39)',
        `10:58:00.512 tools       get_weather              ${ID} failed 30 ms attempt 2`,
      ].join('\n'),
    );
  });

  it('shows the whole stack of an error that is not in the code of the app', () => {
    expect(shownBy([failed])).toContain('RetryableError: later\n                 at shared/tools/a.ts:1:2');
  });

  it('shows only the topics and the id that are asked for', () => {
    expect(shownBy([failing, request], { only: ['http'] })).toBe(
      '10:58:01.000 http        GET /api/health          invocation-2 200 7 ms',
    );
    expect(shownBy([failing, request], { id: ID })).toContain('no luck');
    expect(shownBy([failing, request], { id: ID })).not.toContain('/api/health');
  });

  it('colours a terminal only, and writes JSON on request', () => {
    expect(shownBy([request], { color: true })).toContain('\u001b[32m200');
    expect(JSON.parse(shownBy([request], { json: true }))).toMatchObject({
      topic: 'http',
      outcome: '200',
      failed: false,
      time: request.time,
    });
  });
});
