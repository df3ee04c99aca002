import type { ChatBody } from '../../chat/chat-body.ts';
import { chatDesk } from '../../chat/chat-desk.ts';
import { group } from '../../frame/group.ts';
import { namedDeployment } from '../../model/named-deployment.ts';

interface Bodies {
  ChatCompletions_Create: ChatBody;
  ChatCompletions_CreateV1: ChatBody;
}

/** Chat completions, on a deployment's own address and below `/openai/v1/`. */
export const chatCompletions = group<Bodies>('Chat completions', (world) => {
  const complete = chatDesk(world);
  return {
    ChatCompletions_Create: ({ params, body, signal }) => complete(params['deployment-id'], body, signal),
    ChatCompletions_CreateV1: ({ body, signal }) => complete(namedDeployment(body), body, signal),
  };
});
