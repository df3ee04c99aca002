import { group } from '../../core/http/operation-group.ts';
import { awaitFirstEvent, EventStream } from '../../core/http/reply.ts';
import { newDashedId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { filteredPrompt, filteredTurn, judge } from '../../model/content-filter/content-filter.ts';
import { contentFilterScenario } from '../../model/content-filter/default-rules.ts';
import type { ModelEvent } from '../../model/contract/model.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import { projectVectorStores } from '../vector-stores/vector-store-service.ts';
import { readAttachments } from './attachments.ts';
import type { ChatBody } from './chat-body.ts';
import { Choice } from './chat-choice.ts';
import { textOf } from './chat-messages.ts';
import { chatStream } from './chat-stream.ts';
import { checkChat } from './check-chat.ts';
import { completionObject } from './completion-object.ts';
import { deployedModel } from './deployed-model.ts';
import { groundedTurn } from './grounded-turn.ts';
import { toModelRequest } from './model-request.ts';
import { searchDocuments } from './on-your-data.ts';
import { storedCompletions } from './stored-completions.ts';

/** Returns the handler that answers chat completions with the project's model. */
export function chatCompletionHandler(project: ProjectContext) {
  const { clock, scenarios } = project;
  const { model, modelOf, fingerprint } = deployedModel(project);
  const stored = storedCompletions(project.store);

  return async (deployment: string, body: ChatBody, signal: AbortSignal): Promise<unknown> => {
    const modelName = modelOf(deployment);
    checkChat(body, modelName);
    const request = toModelRequest(deployment, body, await readAttachments(project, body.messages));
    const rules = scenarios.current(contentFilterScenario);
    const asked = body.messages.filter(({ role }) => role !== 'system' && role !== 'developer' && role !== 'assistant');
    const prompt = judge(rules, asked.map(({ content }) => textOf(content)).join('\n'), 'prompt');
    if (prompt.filtered) throw filteredPrompt(prompt.results);

    const sources = body.data_sources ?? [];
    const data =
      sources.length > 0
        ? await searchDocuments(projectVectorStores(project), sources, body.messages, signal)
        : undefined;
    const head = {
      id: newDashedId('chatcmpl'),
      created: clock.seconds(),
      model: modelName,
      fingerprint: fingerprint(),
    };
    const promptResults = [{ prompt_index: 0, content_filter_results: prompt.results }];
    const parts = { body, head, rules, promptResults, context: data?.context };
    const turn = (index: number): AsyncIterable<ModelEvent> => {
      const own = request.seed === undefined ? request : { ...request, seed: request.seed + index };
      const events = data ? groundedTurn(model, own, data, signal) : model.respond(own, signal);
      return filteredTurn(events, () => rules);
    };
    const turns = Array.from({ length: body.n ?? 1 }, (_, index) => turn(index));
    try {
      if (body.stream) {
        // A failure before the first token is answered with its status.
        const [first, ...others] = turns;
        const started = first ? [await awaitFirstEvent(first), ...others] : [];
        const ended = async (choices: readonly Choice[]) => stored.keep(await completionObject(parts, choices), body);
        return new EventStream(chatStream({ ...parts, request, turns: started, ...(body.store ? { ended } : {}) }));
      }
      const choices = await Promise.all(
        turns.map(async (events) => {
          const choice = new Choice(request);
          for await (const event of events) await choice.add(event);
          return choice;
        }),
      );
      const completion = await completionObject(parts, choices);
      if (body.store) stored.keep(completion, body);
      return completion;
    } catch (error) {
      throw toApiError(error);
    }
  };
}

interface Bodies {
  ChatCompletions_Create: ChatBody;
  ChatCompletions_CreateV1: ChatBody;
}

/** Chat completions, on a deployment's own address and below `/openai/v1/`. */
export const chatCompletions = group<Bodies>('Chat completions', (project) => {
  const complete = chatCompletionHandler(project);
  return {
    ChatCompletions_Create: ({ params, body, signal }) => complete(params['deployment-id'], body, signal),
    ChatCompletions_CreateV1: ({ body, signal }) => complete(namedDeployment(body), body, signal),
  };
});
