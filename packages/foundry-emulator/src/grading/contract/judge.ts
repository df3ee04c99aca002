import { messageOf } from '../../../../../shared/core/errors.ts';
import type { JsonSchema } from '../../core/json-schema.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { Model, ModelItem, ModelRequest } from '../../model/contract/model.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { countUsage } from '../../model/tokens/tokens.ts';
import { GraderError } from './grader-error.ts';

/** A call of a model, for the usage of a run. */
export interface ModelUse {
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
}

export interface Question {
  readonly model: string;
  readonly items: ModelItem[];
  /** Schema of the answer. */
  readonly schema: JsonSchema;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxOutputTokens?: number;
  readonly reasoningEffort?: string;
}

export interface Verdict {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly use: ModelUse;
}

/** Asks a model for a verdict in a given form. @throws GraderError when it does not answer so */
export type Judge = (question: Question, signal: AbortSignal) => Promise<Verdict>;

/** Returns a judge that asks the emulator's model. */
export function modelJudge(model: Model): Judge {
  return async ({ model: deployment, items, schema, ...settings }, signal) => {
    const request: ModelRequest = {
      deployment,
      items,
      tools: [],
      toolChoice: 'none',
      parallelToolCalls: false,
      format: { type: 'json_schema', name: 'verdict', schema, strict: true },
      ...settings,
    };
    let text = '';
    try {
      for await (const event of model.respond(request, signal)) {
        if (event.type === 'text') text += event.delta;
        if (event.type === 'end') {
          const usage = event.usage ?? (await countUsage(request, text));
          const use = {
            model: deployment,
            promptTokens: usage.inputTokens,
            completionTokens: usage.outputTokens,
            cachedTokens: usage.cachedTokens,
          };
          return { answer: parse(text, deployment), text, use };
        }
      }
    } catch (error) {
      if (error instanceof ModelError) throw new GraderError(error.code, error.message, { cause: error });
      throw error;
    }
    throw new GraderError('server_error', `The judging model "${deployment}" broke off without an answer.`);
  };
}

function parse(text: string, deployment: string): Record<string, unknown> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw notInForm(deployment, messageOf(cause), cause);
  }
  if (!isRecord(answer)) throw notInForm(deployment, 'it is not a JSON object');
  return answer;
}

const notInForm = (deployment: string, why: string, cause?: unknown): GraderError =>
  new GraderError(
    'invalid_verdict',
    `The judging model "${deployment}" did not answer in the form it was asked for (${why}). It must support structured outputs.`,
    { cause },
  );
