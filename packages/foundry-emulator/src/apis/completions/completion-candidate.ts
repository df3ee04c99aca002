import type { ContentFilterScenario } from '../../model/content-filter/content-filter-scenario.ts';
import type { ModelEvent, ModelRequest, TokenLogprob } from '../../model/contract/model.ts';
import { countTokens } from '../../model/tokens/tokens.ts';
import { Choice } from '../chat-completions/chat-choice.ts';
import type { CompletionBody } from './completion-body.ts';
import { echoedTokens, joined, shownTokens } from './logprobs.ts';

/** One completion of a prompt. */
export class Candidate extends Choice {
  readonly prompt: string;
  readonly #body: CompletionBody;

  constructor(request: ModelRequest, body: CompletionBody, prompt: string) {
    super(request);
    this.prompt = prompt;
    this.#body = body;
  }

  /** Characters of the echoed prompt. */
  get echoed(): number {
    return this.#body.echo ? this.prompt.length : 0;
  }

  async read(events: AsyncIterable<ModelEvent>): Promise<this> {
    for await (const event of events) await this.add(event);
    return this;
  }

  /** Mean log-probability of the tokens, by which `best_of` chooses. */
  get likelihood(): number {
    if (this.tokens.length === 0) return Number.NEGATIVE_INFINITY;
    return this.tokens.reduce((sum, { logprob }) => sum + logprob, 0) / this.tokens.length;
  }

  /** Returns the completion as a choice. */
  async show(index: number, rules: ContentFilterScenario): Promise<object> {
    const { echo, logprobs: top } = this.#body;
    const text = this.reason === 'content_filter' ? '' : this.text;
    const own = typeof top === 'number' ? shownTokens(this.tokens, top, this.echoed) : null;
    return {
      index,
      text: (echo ? this.prompt : '') + text,
      finish_reason: this.finishReason(),
      logprobs: own && echo ? joined(await echoedTokens(this.prompt), own) : own,
      content_filter_results: this.filterResults(rules),
    };
  }

  /** Returns a delta as a choice of a chunk. */
  piece(index: number, text: string, tokens: readonly TokenLogprob[], before: number): object {
    const { logprobs: top } = this.#body;
    const logprobs = typeof top === 'number' ? shownTokens(tokens, top, before) : null;
    return { index, text, finish_reason: null, logprobs };
  }
}

/** Returns the usage of all candidates, including those that `best_of` drops. Each prompt counts once. */
export async function usageOf(prompts: readonly string[], candidates: readonly Candidate[]): Promise<object> {
  const read = await Promise.all(prompts.map((prompt) => countTokens(prompt)));
  const written = await Promise.all(candidates.map((candidate) => candidate.usage()));
  const prompt_tokens = read.reduce((sum, tokens) => sum + tokens, 0);
  const completion_tokens = written.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
