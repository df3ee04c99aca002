import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { messageOf } from '../../../../shared/core/errors.ts';
import type { MovableClock } from '../core/clock/movable-clock.ts';
import { DEFAULT_PROJECT } from '../core/http/address.ts';
import { faultRequest } from '../core/http/fault.ts';
import { type Faults, unknownOperation } from '../core/http/faults.ts';
import type { Journal } from '../core/http/request-journal.ts';
import type { QueueJournal } from '../core/project/queue-journal.ts';
import type { PythonState } from '../core/python-process.ts';
import type { Scenarios } from '../core/scenarios/scenarios.ts';
import type { StateDatabase } from '../core/store/state-database.ts';
import { advanceClock, clockRequest } from './clock.ts';
import { consoleRoutes } from './console/console-routes.ts';
import type { Coverage } from './coverage.ts';

export interface AdminParts {
  readonly clock: MovableClock;
  readonly scenarios: Scenarios;
  readonly faults: Faults;
  /** Ids of all operations, for faults. */
  readonly operations: readonly string[];
  /** States whether Python graders can run here. */
  readonly python: () => Promise<PythonState>;
  readonly journal: Journal;
  readonly queueJournal: QueueJournal;
  readonly database: Pick<StateDatabase, 'contents' | 'newest'>;
  coverage(): Coverage;
  /** Requests for human evaluation that rules created, newest first. */
  humanEvaluations(project: string, limit: number): readonly object[];
  /** Does what a rule of the event `manual` is for; the API has no operation for that. */
  fireRule(project: string, id: string, responseId: string): boolean;
  readonly traces: {
    /** Takes spans in, an OTLP/HTTP request in JSON. @throws ZodError */
    receive(project: string, body: unknown): void;
    latest(project: string, limit: number): readonly object[];
  };
  /** An image that a project made a while ago. */
  madeImage(project: string, name: string): Readable | undefined;
  /** Forgets all objects, faults and requests, and sets the clock right. */
  reset(): Promise<void>;
}

interface ObjectRoute {
  Params: { project: string; name: string };
}

interface NamedRoute {
  Params: { name: string };
}

/** Bytes of one request with traces: exporters send some hundred spans at once, and each may hold a conversation. */
const MAX_TRACES_BYTES = 32 * 1024 * 1024;

const journalQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  operation: z.string().optional(),
  project: z.string().default(DEFAULT_PROJECT),
});

const ruleFiring = z.object({ responseId: z.string(), project: z.string().default(DEFAULT_PROJECT) });

/** The emulator's own API below `/_emulator/`. Needs no authentication, since the server listens on loopback only. */
export function adminRoutes({ clock, scenarios, faults, journal, queueJournal, ...parts }: AdminParts) {
  const { operations, python } = parts;
  const { database, coverage, humanEvaluations, fireRule, traces, madeImage, reset } = parts;
  const stand = () => ({ now: clock.iso(), scale: clock.scale });
  return async (server: FastifyInstance): Promise<void> => {
    readJson(server, scenarios.names);
    consoleRoutes(server);
    server.get('/health', () => ({ status: 'ok', requests: journal.total, ...stand() }));
    server.get('/python', async () => ({ graders: await python() }));
    server.get('/coverage', coverage);
    server.get<ObjectRoute>('/images/:project/:name', ({ params: { project, name } }, reply) => {
      const image = madeImage(project, name);
      return image ? reply.type('image/png').send(image) : reply.callNotFound();
    });
    server.get('/clock', stand);
    server.post('/clock', async ({ body }) => {
      await advanceClock(clock, clockRequest.parse(body));
      return stand();
    });
    server.get('/faults', () => ({ faults: faults.list() }));
    server.post('/faults', ({ body }, reply) => {
      const requested = z.array(faultRequest).parse(Array.isArray(body) ? body : [body]);
      for (const [at, fault] of requested.entries()) {
        const message = unknownOperation(fault, operations);
        if (message)
          throw new z.ZodError([{ code: 'custom', path: [at, 'operation'], message, input: fault.operation }]);
      }
      const made = requested.map((fault) => faults.add(fault));
      return reply.code(201).send(Array.isArray(body) ? { faults: made } : made[0]);
    });
    server.delete('/faults', (_request, reply) => {
      faults.remove();
      return reply.code(204).send();
    });
    server.delete<{ Params: { id: string } }>('/faults/:id', ({ params }, reply) =>
      faults.remove(params.id) ? reply.code(204).send() : reply.callNotFound(),
    );
    server.get('/requests', ({ query }) => ({ requests: journal.latest(journalQuery.parse(query)) }));
    server.get('/queue-messages', ({ query }) => ({ messages: queueJournal.latest(journalQuery.parse(query).limit) }));
    server.get('/human-evaluations', ({ query }) => {
      const { limit, project } = journalQuery.parse(query);
      return { requests: humanEvaluations(project, limit) };
    });
    server.post('/v1/traces', { bodyLimit: MAX_TRACES_BYTES }, ({ body, query }) => {
      traces.receive(journalQuery.parse(query).project, body);
      return {};
    });
    server.get('/traces', ({ query }) => {
      const { limit, project } = journalQuery.parse(query);
      return { traces: traces.latest(project, limit) };
    });
    server.post<NamedRoute>('/evaluation-rules/:name', ({ params: { name }, body }, reply) => {
      const { project, responseId } = ruleFiring.parse(body);
      if (fireRule(project, name, responseId)) return reply.code(202).send({});
      const message = `There is no enabled rule ${name} of the event manual, or no response ${responseId} of its agent.`;
      return reply.code(404).send({ error: { message } });
    });
    server.get('/objects', () => ({ collections: database.contents() }));
    server.get<ObjectRoute>('/objects/:project/:name', ({ params: { project, name }, query }) => ({
      objects: database.newest(project, name, journalQuery.parse(query).limit),
    }));
    server.get<NamedRoute>(
      '/scenarios/:name',
      ({ params: { name } }, reply) => scenarios.named(name) ?? reply.callNotFound(),
    );
    server.put<NamedRoute>(
      '/scenarios/:name',
      ({ params: { name }, body }, reply) => scenarios.replace(name, body) ?? reply.callNotFound(),
    );
    server.delete<NamedRoute>('/scenarios/:name', ({ params: { name } }, reply) => {
      if (scenarios.named(name) === undefined) return reply.callNotFound();
      scenarios.reset(name);
      return reply.code(204).send();
    });
    server.post('/reset', async (_request, reply) => {
      await reset();
      return reply.code(204).send();
    });
  };
}

/** Bodies are JSON whatever they say they are: `curl -d` calls everything a form. */
function readJson(server: FastifyInstance, scenarioNames: readonly string[]): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(`${body}`));
    } catch (error) {
      done(new z.ZodError([{ code: 'custom', path: [], message: `not valid JSON: ${messageOf(error)}`, input: body }]));
    }
  });
  server.setErrorHandler((error, _request, reply) =>
    error instanceof z.ZodError
      ? reply.code(400).send({ error: { message: z.prettifyError(error) } })
      : reply.code(500).send({ error: { message: messageOf(error) } }),
  );
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        message: `There is no ${request.method} ${request.url}. There are health, python, coverage, clock, faults, requests, queue-messages, objects, human-evaluations, evaluation-rules, traces, scenarios/${scenarioNames.join(' | ')} and reset.`,
      },
    }),
  );
}
