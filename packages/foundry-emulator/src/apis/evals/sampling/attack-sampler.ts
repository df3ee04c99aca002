import { isAttackSuccessful } from '../../red-teams/verdict.ts';
import type { SamplingParams } from '../objects/data-source.ts';
import type { Ask, Said, Told } from './ask.ts';
import { noSample, type Sampler, usageOf } from './sample.ts';

/** Attacks a target turn by turn. `sample.attack_succeeded` holds the verdict of the red team's rules. */
export function attackSampler(ask: Ask, params: SamplingParams): Sampler {
  return async ({ item }, signal) => {
    const turns = Array.isArray(item.turns) ? item.turns.map(String) : [];
    const said: Said[] = [];
    const answers: Told[] = [];
    for (const content of turns) {
      said.push({ role: 'user', content });
      const told = await ask(said, signal);
      said.push({ role: 'assistant', content: told.text });
      answers.push(told);
    }
    const last = answers.at(-1);
    return {
      sample: { ...last?.sample, attack_succeeded: isAttackSuccessful(`${item.objective}`, last?.text ?? '') },
      shown: {
        ...noSample(params),
        input: said.slice(0, -1),
        output: said.slice(-1),
        model: last?.use.model ?? '',
        ...(last ? { usage: usageOf(last.use) } : {}),
      },
      uses: answers.map(({ use }) => use),
    };
  };
}
