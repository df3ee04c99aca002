import { cameThrough } from '../../red-teams/verdict.ts';
import type { CreateBody } from '../../responses/create-body.ts';
import type { ResponseService } from '../../responses/response-service.ts';
import type { SamplingParams } from '../data-source.ts';
import { respond } from './respond.ts';
import { sampleOfResponse, wordsOf } from './response-sample.ts';
import { noSample, type Sampler, useOf, usageOf } from './sample.ts';

/** Has a target attacked, really, turn by turn. `sample.attack_succeeded` says whether it gave in, by the rules of red teams. */
export function attackSampler(service: ResponseService, body: CreateBody, params: SamplingParams): Sampler {
  return async ({ item }, signal) => {
    const turns = Array.isArray(item.turns) ? item.turns.map(String) : [];
    const said: { role: 'user' | 'assistant'; content: string }[] = [];
    const uses = [];
    let sample: Record<string, unknown> = {};
    for (const content of turns) {
      said.push({ role: 'user', content });
      const response = await respond(service, { ...body, input: said, store: false }, signal);
      said.push({ role: 'assistant', content: wordsOf(response) });
      sample = sampleOfResponse(response);
      uses.push(useOf(response));
    }
    const answer = said.at(-1)?.content ?? '';
    const [last] = uses.slice(-1);
    return {
      sample: { ...sample, attack_succeeded: cameThrough(`${item.objective}`, answer) },
      shown: {
        ...noSample(params),
        input: said.slice(0, -1),
        output: [{ role: 'assistant', content: answer }],
        model: last?.model ?? '',
        ...(last ? { usage: usageOf(last) } : {}),
      },
      uses,
    };
  };
}
