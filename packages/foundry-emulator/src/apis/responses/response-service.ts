import { messageOf } from '../../../../../shared/core/errors.ts';
import { ApiError } from '../../core/http/api-error.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { ModelUsage } from '../../model/contract/model.ts';
import { countUsage } from '../../model/tokens/tokens.ts';
import { toolKinds } from '../../tools/tool-kinds.ts';
import { agentStore } from '../agents/agent-store.ts';
import type { Item } from '../conversations/item.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import type { ResponseStore } from '../conversations/response-store.ts';
import { responseStore } from '../conversations/response-store.ts';
import { projectModel } from '../fine-tuning/tuned/project-model.ts';
import { compacted } from './compaction.ts';
import type { CreateBody } from './create-body.ts';
import { modelItems } from './model-items.ts';
import { prepare } from './prepare-response.ts';
import { readAttachments } from './read-attachments.ts';
import { contextOf } from './response-context.ts';
import { failInterrupted } from './response-recovery.ts';
import { ResponseAborted, ResponseRun, type RunHooks } from './response-run.ts';
import { storeEnd, storeInput } from './store-response.ts';

type CompactBody = Pick<CreateBody, 'model' | 'input' | 'previous_response_id'>;

export interface ResponseService {
  readonly store: ResponseStore;
  /** Starts a response. @throws ApiError for an invalid request */
  begin(body: CreateBody): Promise<ResponseRun>;
  /** Counts the tokens that the model would read for a request. @throws ApiError for an invalid request */
  countInput(body: CreateBody): Promise<number>;
  /** Returns what is left of a conversation after compaction, and the tokens that it had and has. @throws ApiError for an invalid request */
  compact(body: CompactBody): Promise<{ readonly output: readonly Item[]; readonly usage: ModelUsage }>;
  /** Returns the execution of a response, if it is running. */
  running(id: string): ResponseRun | undefined;
  /**
   * Calls `make` for each stored response that completes, within the transaction that stores it. The function that `make` returns is
   * called after the commit.
   */
  whenCompleted(make: (response: FoundryResponse) => () => void): void;
}

/** Returns the service that executes the responses of a project. */
export const responseService = perProject(openResponseService);

function openResponseService(project: ProjectContext): ResponseService {
  const { clock, log, closing, onClose } = project;
  const store = responseStore(project.store);
  const surroundings = {
    store,
    agents: agentStore(project.store),
    read: (history: readonly Item[], input: readonly Item[]) => readAttachments(project, history, input),
    kinds: toolKinds(project),
    model: projectModel(project),
    seconds: () => clock.seconds(),
  };
  const makers: ((response: FoundryResponse) => () => void)[] = [];
  const keep = (run: ResponseRun, input: readonly Item[], stored: boolean): void => {
    const begin = project.store.transaction(() => {
      storeEnd(store, run, input, stored);
      const kept = store.responses.get(run.response.id);
      return kept?.status === 'completed' ? makers.map((make) => make(kept)) : [];
    });
    for (const each of begin) each();
  };
  const runs = new Map<string, ResponseRun>();
  const lockedConversations = new Set<string>();
  const interrupted = failInterrupted(store);
  if (interrupted > 0) log.warn('responses that were interrupted by the last stop have failed', { count: interrupted });

  closing.addEventListener('abort', () => {
    for (const run of runs.values())
      run.giveUp(new ResponseAborted('failed', 'The emulator was stopped while this response was in progress.'));
  });
  onClose(async () => {
    await Promise.all([...runs.values()].map((run) => run.ended));
  });

  return {
    store,
    running: (id) => runs.get(id),
    async countInput(body) {
      const { context, attachments, tools, kinds, request } = (await prepare(body, surroundings)).assignment;
      const functions = tools.flatMap((tool) => tool.functions);
      const items = modelItems(context, tools, kinds, attachments);
      return (await countUsage({ ...request, items, tools: functions, toolChoice: 'auto' }, '')).inputTokens;
    },
    async compact(body) {
      const { history, input } = contextOf(body, store);
      const all = [...history, ...input];
      const output = compacted(all);
      const written = output.map((item) => JSON.stringify(item.encrypted_content ?? '')).join('');
      const items = modelItems(all, [], surroundings.kinds, await surroundings.read(history, input));
      const format = { type: 'text' } as const;
      const request = { deployment: body.model ?? '', items, tools: [], toolChoice: 'none' as const, format };
      return { output, usage: await countUsage({ ...request, parallelToolCalls: false }, written) };
    },
    whenCompleted: (make) => void makers.push(make),
    async begin(body) {
      const { response, input, assignment } = await prepare(body, surroundings);
      const conversation = response.conversation?.id;
      if (conversation !== undefined) {
        if (lockedConversations.has(conversation)) throw conversationLocked();
        lockedConversations.add(conversation);
      }
      const stored = body.store !== false;
      const release = () => {
        runs.delete(response.id);
        if (conversation !== undefined) lockedConversations.delete(conversation);
      };
      try {
        const hooks: RunHooks = {
          keep: (now) => void (stored && store.responses.put(now)),
          finalize: (ended) => {
            try {
              keep(ended, input, stored);
              if (ended.response.status === 'completed')
                for (const tool of assignment.tools) tool.afterwards?.(ended.response, input);
            } finally {
              release();
            }
          },
          seconds: () => clock.seconds(),
          report: (error) =>
            log.error('a response failed in an unexpected way', { response: response.id, reason: messageOf(error) }),
        };
        // One transaction for the response and its input.
        const run = store.transaction(() => {
          if (stored) storeInput(store, response.id, input);
          return new ResponseRun(response, assignment, hooks);
        });
        runs.set(response.id, run);
        return run;
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

const conversationLocked = () =>
  new ApiError(400, {
    code: 'conversation_locked',
    message: 'Another response is being made in this conversation. Retry when it has ended.',
    param: 'conversation',
  });
