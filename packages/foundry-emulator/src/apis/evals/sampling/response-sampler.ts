import type { ModelItem } from '../../../model/contract/model.ts';
import type { CreateBody } from '../../responses/create-body.ts';
import type { ResponseService } from '../../responses/response-service.ts';
import type { InputMessages, SamplingParams } from '../objects/data-source.ts';
import { inputMessages, shownMessages } from './input-messages.ts';
import { respond } from './respond.ts';
import { sampleOfResponse, wordsOf } from './response-sample.ts';
import { noSample, type Sampler, usageOf, useOf } from './sample.ts';

interface Asked {
  /** Model or agent, and settings of the response. */
  readonly body: CreateBody;
  readonly input: InputMessages;
  readonly params: SamplingParams;
}

/** Answers rows by responses of the emulator, of a model or of an agent with its tools. */
export function responseSampler(service: ResponseService, { body, input, params }: Asked): Sampler {
  return async (row, signal) => {
    const messages = inputMessages(input, row);
    const response = await respond(service, { ...body, input: messages.map(inputItem), store: false }, signal);
    const use = useOf(response);
    const incomplete = response.incomplete_details?.reason;
    return {
      sample: sampleOfResponse(response),
      shown: {
        ...noSample(params),
        input: shownMessages(messages),
        output: [{ role: 'assistant', content: wordsOf(response) }],
        finish_reason: incomplete === 'max_output_tokens' ? 'length' : (incomplete ?? 'stop'),
        model: response.model,
        usage: usageOf(use),
      },
      uses: [use],
    };
  };
}

/** Converts a message to an input item of a response. */
const inputItem = ({ role, content }: Extract<ModelItem, { type: 'message' }>) => ({
  type: 'message',
  role,
  content: content.map((part) => {
    if (part.type === 'image') return { type: 'input_image', image_url: part.url };
    return { type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text };
  }),
});
