import { judge } from '../../model/content-filter/content-filter.ts';
import type { ContentFilterScenario } from '../../model/content-filter/content-filter-scenario.ts';
import type { ModelEndReason, ModelEvent, ModelRequest, ModelUsage, TokenLogprob } from '../../model/contract/model.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { countUsage } from '../../model/tokens/tokens.ts';
import type { ChatBody } from './chat-body.ts';
import { plausibleTokens, shownLogprobs } from './logprobs.ts';

/** Message of a choice, as clients see it. */
export interface ChatAnswer {
  readonly role: 'assistant';
  readonly content: string | null;
  readonly refusal: string | null;
  readonly tool_calls?: readonly Call[];
  readonly function_call?: Call['function'];
}

interface Call {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; arguments: string };
}

/** One choice of a completion while it is received. */
export class Choice {
  text = '';
  refusal = '';
  readonly calls: Call[] = [];
  readonly tokens: TokenLogprob[] = [];
  readonly refusalTokens: TokenLogprob[] = [];
  fingerprint: string | undefined;
  reason: ModelEndReason | undefined;
  #usage: ModelUsage | undefined;
  #filterResults: object | undefined;
  readonly #request: ModelRequest;

  constructor(request: ModelRequest) {
    this.#request = request;
  }

  /** @returns the log-probabilities of the added text, if requested */
  async add(event: ModelEvent): Promise<TokenLogprob[]> {
    switch (event.type) {
      case 'start':
        this.fingerprint = event.fingerprint;
        return [];
      case 'text':
      case 'refusal': {
        const wanted = this.#request.logprobs !== undefined;
        const tokens = wanted
          ? (event.logprobs ?? (await plausibleTokens(event.delta, this.#request.logprobs ?? 0)))
          : [];
        if (event.type === 'text') this.text += event.delta;
        else this.refusal += event.delta;
        (event.type === 'text' ? this.tokens : this.refusalTokens).push(...tokens);
        return tokens;
      }
      case 'call':
        this.calls.push({ id: event.callId, type: 'function', function: { name: event.name, arguments: '' } });
        return [];
      case 'arguments': {
        const call = this.calls.find(({ id }) => id === event.callId);
        if (!call) throw new ModelError('server_error', 'The model gave arguments of a call it had not begun.');
        call.function.arguments += event.delta;
        return [];
      }
      case 'end':
        this.reason = event.reason;
        this.#usage = event.usage;
        this.#filterResults = event.results;
        return [];
    }
  }

  finishReason(
    body: Pick<ChatBody, 'functions'> = {},
  ): 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'function_call' {
    if (this.reason === undefined) throw new ModelError('server_error', 'The model stopped without ending its turn.');
    if (this.reason === 'max_output_tokens') return 'length';
    if (this.reason === 'content_filter') return 'content_filter';
    if (this.calls.length === 0) return 'stop';
    return body.functions ? 'function_call' : 'tool_calls';
  }

  message(body: ChatBody): ChatAnswer {
    const filtered = this.reason === 'content_filter';
    const content = filtered || this.text === '' ? null : this.text;
    const [first] = this.calls;
    const silent = first || this.refusal !== '' || filtered;
    return {
      role: 'assistant',
      content: content ?? (silent ? null : ''),
      refusal: this.refusal === '' ? null : this.refusal,
      ...(first && (body.functions ? { function_call: first.function } : { tool_calls: this.calls })),
    };
  }

  logprobs(body: ChatBody): object | null {
    if (!body.logprobs) return null;
    const top = body.top_logprobs ?? 0;
    const refusal = this.refusalTokens.length > 0 ? shownLogprobs(this.refusalTokens, top) : null;
    return { content: shownLogprobs(this.tokens, top), refusal };
  }

  /** Returns the filter results of the text; calls are not filtered. */
  filterResults(rules: ContentFilterScenario): object {
    if (this.#filterResults) return this.#filterResults;
    return this.text === '' && this.calls.length > 0 ? {} : judge(rules, this.text, 'completion').results;
  }

  usage(): Promise<ModelUsage> {
    if (this.#usage) return Promise.resolve(this.#usage);
    const called = this.calls.map((call) => call.function.name + call.function.arguments);
    return countUsage(this.#request, this.text + this.refusal + called.join(''));
  }
}

/** Returns the usage of all choices: the prompt counts once, each completion counts. */
export async function usageOf(choices: readonly Choice[]): Promise<object> {
  const each = await Promise.all(choices.map((choice) => choice.usage()));
  const written = each.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  const read = each[0]?.inputTokens ?? 0;
  return {
    prompt_tokens: read,
    completion_tokens: written,
    total_tokens: read + written,
    prompt_tokens_details: { cached_tokens: each[0]?.cachedTokens ?? 0 },
    completion_tokens_details: {
      reasoning_tokens: each.reduce((sum, { reasoningTokens }) => sum + reasoningTokens, 0),
    },
  };
}
