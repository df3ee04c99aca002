import { group } from '../../core/http/operation-group.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import type { ChatBody } from './chat-body.ts';
import { chatCompletionHandler } from './create-chat-completion.ts';

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
