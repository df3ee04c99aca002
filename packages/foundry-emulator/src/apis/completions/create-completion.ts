import { group } from '../../core/http/operation-group.ts';
import { awaitFirstEvent, EventStream } from '../../core/http/reply.ts';
import { newDashedId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { filteredPrompt, filteredTurn, judge } from '../../model/content-filter/content-filter.ts';
import { contentFilterScenario } from '../../model/content-filter/default-rules.ts';
import type { Model, ModelEvent, ModelRequest } from '../../model/contract/model.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { deployedModel } from '../chat-completions/deployed-model.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import { checkCompletion } from './check-completion.ts';
import type { CompletionBody } from './completion-body.ts';
import { Candidate, usageOf } from './completion-candidate.ts';
import { candidatesOf, toTurn } from './completion-request.ts';
import { completionStream, type Writing } from './completion-stream.ts';
import { promptTexts } from './prompts.ts';

/** Returns the handler that answers completions with the project's model. */
export function completionHandler(project: ProjectContext) {
  const { clock, scenarios } = project;
  const { model, modelOf, fingerprint } = deployedModel(project);

  return async (deployment: string, body: CompletionBody, signal: AbortSignal): Promise<unknown> => {
    const modelName = modelOf(deployment);
    checkCompletion(body, modelName);
    const prompts = await promptTexts(body.prompt);
    const rules = scenarios.current(contentFilterScenario);
    const promptResults = prompts.map((prompt, prompt_index) => {
      const { filtered, results } = judge(rules, prompt, 'prompt');
      if (filtered) throw filteredPrompt(results);
      return { prompt_index, content_filter_results: results };
    });
    const head = {
      id: newDashedId('cmpl'),
      object: 'text_completion',
      created: clock.seconds(),
      model: modelName,
      system_fingerprint: fingerprint(),
    };
    const writingsOf = (prompt: string): Writing[] =>
      Array.from({ length: candidatesOf(body) }, (_, index) => {
        const turn = toTurn(deployment, body, prompt);
        const own = turn.seed === undefined ? turn : { ...turn, seed: turn.seed + index };
        const candidate = new Candidate(own, body, prompt);
        return { candidate, events: filteredTurn(written(model, own, signal), () => rules) };
      });
    const writings = prompts.map(writingsOf);
    try {
      if (body.stream) {
        const [first, ...others] = writings.flat();
        const started = first ? [{ ...first, events: await awaitFirstEvent(first.events) }, ...others] : [];
        return new EventStream(completionStream({ body, prompts, head, rules, promptResults, writings: started }));
      }
      const candidates = await Promise.all(
        writings.map((of) => Promise.all(of.map(({ candidate, events }) => candidate.read(events)))),
      );
      const chosen = candidates.flatMap((of) => best(of, body.n ?? 1));
      return {
        ...head,
        system_fingerprint: chosen[0]?.fingerprint ?? head.system_fingerprint,
        prompt_filter_results: promptResults,
        choices: await Promise.all(chosen.map((candidate, index) => candidate.show(index, rules))),
        usage: await usageOf(prompts, candidates.flat()),
      };
    } catch (error) {
      throw toApiError(error);
    }
  };
}

/** Returns the `n` likeliest candidates; equal ones keep their order. */
const best = (candidates: readonly Candidate[], n: number): Candidate[] =>
  candidates.length === n
    ? [...candidates]
    : [...candidates].sort((left, right) => right.likelihood - left.likelihood).slice(0, n);

/** With `max_tokens: 0` the model is not called: the client wants only the echo or the usage. */
async function* written(model: Model, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  if (request.maxOutputTokens === 0) yield { type: 'end', reason: 'max_output_tokens' };
  else yield* model.respond(request, signal);
}

interface Bodies {
  Completions_Create: CompletionBody;
  Completions_CreateV1: CompletionBody;
}

/** Legacy completions, which continue a text. */
export const completions = group<Bodies>('Completions', (project) => {
  const complete = completionHandler(project);
  return {
    Completions_Create: ({ params, body, signal }) => complete(params['deployment-id'], body, signal),
    Completions_CreateV1: ({ body, signal }) => complete(namedDeployment(body), body, signal),
  };
});
