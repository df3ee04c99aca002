import { group } from '../../../core/http/operation-group.ts';
import { cursorPage } from '../../../core/http/paging.ts';
import { newId } from '../../../core/ids.ts';
import { acceptTools } from '../../../tools/tool-kinds.ts';
import type { Assistant } from '../objects/assistant.ts';
import type { AssistantBody } from '../objects/assistant-bodies.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import { checkResponseFormat } from '../objects/check-response-format.ts';
import { resourceResolver } from '../objects/tool-resources.ts';
import { runToolKinds } from '../tools/run-tools.ts';

interface Bodies {
  Create_Assistant: AssistantBody & { readonly model: string };
  Modify_Assistant: AssistantBody | undefined;
}

export const assistants = group<Bodies>('Assistants', (project) => {
  const store = assistantStore(project);
  const resources = resourceResolver(project);
  const kinds = runToolKinds(project);

  return {
    List_Assistants: ({ query }) => cursorPage(store.assistants, query),
    Create_Assistant: ({ body }) => {
      acceptTools(kinds, body.tools ?? []);
      checkResponseFormat(body.response_format);
      const tool_resources = store.transaction(() => resources.given(body.tool_resources));
      const made: Assistant = {
        id: newId('asst'),
        object: 'assistant',
        created_at: project.clock.seconds(),
        name: body.name ?? null,
        description: body.description ?? null,
        model: body.model,
        instructions: body.instructions ?? null,
        tools: body.tools ?? [],
        tool_resources,
        metadata: body.metadata ?? {},
        temperature: body.temperature ?? 1,
        top_p: body.top_p ?? 1,
        response_format: body.response_format ?? 'auto',
      };
      return store.assistants.put(made).object;
    },
    Get_Assistant: ({ params }) => store.assistant(params.assistant_id),
    Modify_Assistant: ({ params, body = {} }) => {
      const before = store.assistant(params.assistant_id);
      acceptTools(kinds, body.tools ?? []);
      checkResponseFormat(body.response_format);
      const tool_resources = store.transaction(() => resources.given(body.tool_resources, before.tool_resources));
      const changed: Assistant = {
        ...before,
        name: body.name === undefined ? before.name : body.name,
        description: body.description === undefined ? before.description : body.description,
        model: body.model ?? before.model,
        instructions: body.instructions === undefined ? before.instructions : body.instructions,
        tools: body.tools ?? before.tools,
        tool_resources,
        metadata: body.metadata === undefined ? before.metadata : (body.metadata ?? {}),
        temperature: body.temperature ?? before.temperature,
        top_p: body.top_p ?? before.top_p,
        response_format: body.response_format ?? before.response_format,
      };
      return store.assistants.put(changed).object;
    },
    Delete_Assistant: ({ params }) => {
      const { id } = store.assistant(params.assistant_id);
      store.assistants.delete(id);
      return { id, object: 'assistant.deleted', deleted: true };
    },
  };
});
