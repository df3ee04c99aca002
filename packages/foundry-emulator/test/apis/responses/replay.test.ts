import type { FoundryResponse } from '../../../src/apis/conversations/response.ts';
import { MessageWriter } from '../../../src/apis/responses/message-writer.ts';
import { replayed } from '../../../src/apis/responses/replay.ts';
import { ResponseWriter } from '../../../src/apis/responses/response-writer.ts';

const begun = (): FoundryResponse => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'in_progress',
  background: false,
  error: null,
  incomplete_details: null,
  model: 'm',
  output: [],
  metadata: {},
  conversation: null,
});

describe('a response told again', () => {
  it('ends as it did, with the same items and the same steps', () => {
    const writer = new ResponseWriter(begun());
    writer.announce('created');
    writer.announce('in_progress');
    const message = new MessageWriter(writer);
    message.add('output_text', 'Hello there');
    message.add('refusal', 'No more.');
    message.close('completed');
    const call = { id: 'fc_1', type: 'function_call', status: 'in_progress', call_id: 'c', name: 'f', arguments: '' };
    writer.openItem(call);
    writer.end('incomplete', { incomplete_details: { reason: 'max_output_tokens' } });

    const { response, log } = writer;
    expect(response.output.map(({ status }) => status)).toEqual(['completed', 'incomplete']);
    const again = replayed(response);
    expect(again.at(-1)).toEqual({ ...log.events.at(-1) });
    expect(again.map(({ type }) => type)).toEqual(log.events.map(({ type }) => type));
  });
});

describe('the log of a response', () => {
  it('gives every reader all events from where it likes, whenever it comes', async () => {
    const writer = new ResponseWriter(begun());
    const read = async (after?: number) => {
      const seen: number[] = [];
      for await (const event of writer.log.read(after)) seen.push(event.sequence_number);
      return seen;
    };
    const early = read();
    writer.announce('created');
    const middle = read(0);
    writer.announce('in_progress');
    await Promise.resolve();
    writer.end('completed', {});
    writer.log.add('response.output_text.delta', {});
    expect(await Promise.all([early, middle, read(1), read(99)])).toEqual([[0, 1, 2], [1, 2], [2], []]);
  });
});
