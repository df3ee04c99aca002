import { invocationTrace, traceOfHeaders } from '../../src/invocation/trace-context.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the trace of an invocation', () => {
  it("is empty without OpenTelemetry, like the real host's", () => {
    expect(invocationTrace(false, { traceParent: PARENT })).toEqual({
      traceParent: '',
      traceState: '',
      attributes: {},
    });
  });

  it("continues the caller's", () => {
    const caller = traceOfHeaders({ traceparent: PARENT, tracestate: 'a=1' });
    expect(invocationTrace(true, caller)).toEqual({ traceParent: PARENT, traceState: 'a=1', attributes: {} });
  });

  it.each([
    undefined,
    'nonsense',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    PARENT.toUpperCase(),
  ])("starts anew when the caller's is invalid: %s", (traceparent) => {
    const caller = traceOfHeaders(traceparent === undefined ? {} : { traceparent });
    const [one, two] = [invocationTrace(true, caller), invocationTrace(true, caller)];
    expect(one.traceParent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(one.traceParent).not.toBe(two.traceParent);
  });
});
