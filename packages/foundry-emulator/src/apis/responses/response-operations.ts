import { messageOf } from '../../../../../shared/core/errors.ts';
import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { EventStream, type ServerSentEvent } from '../../core/http/reply.ts';
import { newId } from '../../core/ids.ts';
import { referenceAtEndpoint } from '../agents/agent-endpoint.ts';
import { agentStore } from '../agents/agent-store.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import { responseSpans, type TraceParent, traceParentOf } from '../traces/response-spans.ts';
import { traceStore } from '../traces/trace-store.ts';
import type { CreateBody } from './create-body.ts';
import type { ResponseEvent } from './event-log.ts';
import { toResponseUsage } from './execute-response.ts';
import { notifyQueue } from './notify-queue.ts';
import { replayed } from './replay.ts';
import { ResponseAborted, type ResponseRun } from './response-run.ts';
import { responseService } from './response-service.ts';

interface Bodies {
  Responses_CompactResponse: CreateBody;
  Responses_CountInputTokens: CreateBody;
  Responses_CreateResponse: CreateBody;
}

/** Responses: synchronous, streamed, or in the background. */
export const responses = group<Bodies>('Responses', (project) => {
  notifyQueue(project);
  const { store, begin, running, countInput, compact } = responseService(project);

  const existing = (id: string): FoundryResponse => {
    const response = running(id)?.response ?? store.responses.get(id);
    if (!response || !store.responses.get(id)) throw notFound(`Response with id '${id}' not found.`, 'response_id');
    return response;
  };

  const agents = agentStore(project.store);
  /** Addresses a request to the agent at whose endpoint it arrived. */
  const toAgent = (body: CreateBody, name: string | undefined): CreateBody =>
    name === undefined ? body : { ...body, agent: null, agent_reference: referenceAtEndpoint(agents, name) };

  const traces = traceStore(project.store);
  /** Adds a stored response to the trace of its request. */
  const trace = (run: ResponseRun, parent: TraceParent | undefined): void => {
    if (!parent || run.response.store !== true) return;
    const { log, clock } = project;
    void run.ended
      .then(() => {
        const { response } = run;
        traces.keep(responseSpans(response, store.inputOf(response.id), parent, clock.seconds()));
      })
      .catch((error: unknown) => log.warn('a response could not be traced', { reason: messageOf(error) }));
  };

  return {
    Responses_CreateResponse: async ({ body: given, headers, agent, signal }) => {
      const body = toAgent(given, agent);
      const run = await begin(body);
      trace(run, traceParentOf(headers.traceparent));
      if (!body.background) endWithListener(run, signal);
      if (body.stream) return new EventStream(sent(run.writer.log.read()));
      if (!body.background) await run.ended;
      return run.response;
    },
    Responses_CountInputTokens: async ({ body, agent }) => ({
      object: 'response.input_tokens',
      input_tokens: await countInput(toAgent(body, agent)),
    }),
    Responses_CompactResponse: async ({ body }) => {
      const { output, usage } = await compact(body);
      return {
        id: newId('resp'),
        object: 'response.compaction',
        created_at: project.clock.seconds(),
        output,
        usage: toResponseUsage(usage),
      };
    },
    Responses_ListResponses: ({ query, agent }) =>
      cursorPage(store.responses, query, {
        where: { agentName: query.agent_name ?? agent, agentId: query.agent_id, conversation: query.conversation_id },
      }),
    Responses_GetResponse: ({ params, query, headers }) => {
      const response = existing(params.response_id);
      const streams = query.stream ?? /^\s*text\/event-stream\b/i.test(headers.accept ?? '');
      if (!streams) {
        if (query.starting_after !== undefined)
          throw badRequest('starting_after goes with a stream only: ask for stream=true.', 'starting_after');
        return response;
      }
      const run = running(response.id);
      const after = query.starting_after ?? -1;
      if (run) return new EventStream(sent(run.writer.log.read(after)));
      const kept =
        (store.streams.get(response.id)?.events as readonly ResponseEvent[] | undefined) ?? replayed(response);
      return new EventStream(sent(kept.filter((event) => event.sequence_number > after)));
    },
    Responses_DeleteResponse: ({ params }) => {
      const { id } = existing(params.response_id);
      running(id)?.giveUp(new ResponseAborted('cancelled', 'The response was deleted.'));
      store.transaction(() => {
        store.release({ response: id });
        store.streams.delete(id);
        store.responses.delete(id);
      });
      return { id, object: 'response', deleted: true };
    },
    Responses_CancelResponse: async ({ params }) => {
      const { id, background } = existing(params.response_id);
      if (!background)
        throw badRequest(
          'Cannot cancel a synchronous response: only background responses can be cancelled.',
          'response_id',
        );
      const run = running(id);
      run?.giveUp(new ResponseAborted('cancelled', 'The response was cancelled.'));
      await run?.ended;
      return run?.response ?? existing(id);
    },
    Responses_ListInputItems: ({ params, query }) =>
      cursorPage(store.items, query, { where: { inputOf: existing(params.response_id).id } }, ({ item }) => item),
  };
});

/** Formats events for the wire, with their names. */
async function* sent(events: AsyncIterable<ResponseEvent> | Iterable<ResponseEvent>): AsyncGenerator<ServerSentEvent> {
  for await (const event of events) yield { event: event.type, data: event };
}

/** Aborts a response when its client disconnects. */
function endWithListener(run: ResponseRun, signal: AbortSignal): void {
  const leave = () => run.giveUp(new ResponseAborted('cancelled', 'The client went away.'));
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
}
