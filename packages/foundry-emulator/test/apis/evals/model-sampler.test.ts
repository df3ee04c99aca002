import { modelSampler } from '../../../src/apis/evals/sampling/model-sampler.ts';
import type { Model, ModelEvent, ModelRequest } from '../../../src/model/contract/model.ts';

/** A model that says what it is told to, and keeps what it was asked. */
function sayer(...events: ModelEvent[]): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    label: 'sayer',
    async *respond(request) {
      asked.push(request);
      yield* events;
    },
  };
}

const input = { type: 'template' as const, template: [{ role: 'user', content: '{{item.q}}' }] };
const { signal } = new AbortController();

describe('a model asked about a row', () => {
  it('answers with tool calls, which are not executed', async () => {
    const model = sayer(
      { type: 'call', callId: 'c1', name: 'find' },
      { type: 'arguments', callId: 'c1', delta: '{"a":' },
      { type: 'arguments', callId: 'c1', delta: '1}' },
      { type: 'end', reason: 'stop', usage: { inputTokens: 5, outputTokens: 7, cachedTokens: 1, reasoningTokens: 0 } },
    );
    const tools = [
      { type: 'function', function: { name: 'find', description: 'Finds', parameters: { type: 'object' } } },
    ];
    const answer = await modelSampler(model, { deployment: 'm', input, params: { tools } })(
      { item: { q: 'Hi' } },
      signal,
    );
    const call = { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"a":1}' } };
    expect(answer.sample).toMatchObject({
      output_text: '',
      output_tools: [call],
      choices: [{ message: { tool_calls: [call] }, finish_reason: 'tool_calls' }],
    });
    expect(answer.shown).toMatchObject({
      finish_reason: 'tool_calls',
      usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12, cached_tokens: 1 },
    });
    expect(answer.uses).toEqual([{ model: 'm', promptTokens: 5, completionTokens: 7, cachedTokens: 1 }]);
    expect(model.asked[0]).toMatchObject({ toolChoice: 'auto', tools: [{ name: 'find', description: 'Finds' }] });
  });

  it('keeps to the requested form and length', async () => {
    const model = sayer({ type: 'text', delta: '{"x":1}' }, { type: 'end', reason: 'max_output_tokens' });
    const params = {
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' }, strict: true } },
      max_completion_tokens: 9,
      temperature: 0,
    };
    const answer = await modelSampler(model, { deployment: 'm', input, params })({ item: { q: 'Hi' } }, signal);
    expect(model.asked[0]).toMatchObject({
      format: { type: 'json_schema', name: 'x', strict: true },
      maxOutputTokens: 9,
      temperature: 0,
      toolChoice: 'none',
    });
    expect(answer.sample).toMatchObject({ output_json: { x: 1 } });
    expect(answer.shown).toMatchObject({ finish_reason: 'length', max_completion_tokens: 9 });
    // The model told no usage: it is counted.
    expect(answer.uses[0]?.completionTokens).toBeGreaterThan(0);
  });

  it('is not asked when the row lacks what the template needs', async () => {
    const model = sayer();
    await expect(
      modelSampler(model, { deployment: 'm', input, params: {} })({ item: {} }, signal),
    ).rejects.toMatchObject({ code: 'missing_variable' });
    expect(model.asked).toEqual([]);
  });

  it('takes the row’s own messages as they are, and only messages', async () => {
    const model = sayer({ type: 'text', delta: 'x' }, { type: 'end', reason: 'stop' });
    const own = { type: 'item_reference' as const, item_reference: '{{item.history}}' };
    const sampler = modelSampler(model, { deployment: 'm', input: own, params: {} });
    await sampler({ item: { history: [{ role: 'user', content: '{{item.secret}}' }], secret: 's' } }, signal);
    expect(model.asked[0]?.items).toEqual([
      { type: 'message', role: 'user', content: [{ type: 'text', text: '{{item.secret}}' }] },
    ]);
    await expect(sampler({ item: { history: [{ role: 'user' }] } }, signal)).rejects.toMatchObject({
      code: 'invalid_message',
    });
    await expect(sampler({ item: { history: 7 } }, signal)).rejects.toMatchObject({ code: 'invalid_message' });
  });
});
