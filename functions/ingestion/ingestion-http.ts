import type { HttpRequest } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { DeadLetters } from '../../shared/azure/queues/dead-letters.ts';
import type { RouteDocs } from '../../shared/http/openapi.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import type { IngestionApi } from '../../shared/ingestion/api/ingestion-api.ts';
import { ingestionDocs } from '../../shared/ingestion/api/ingestion-docs.ts';
import { readFiles, readIngestion, readIngestions } from '../../shared/ingestion/api/read-ingestions.ts';
import { clearSource } from '../../shared/ingestion/api/removed-sources.ts';
import { retryFailed, startIngestion } from '../../shared/ingestion/api/start-ingestion.ts';
import { storageBlobs } from '../../shared/ingestion/service/blobs.ts';
import { dataStorage } from '../data-storage.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';
import { wakeStore } from './sync-orchestration.ts';
import { sharedServices, sources } from './sync-services.ts';

/** Registers the HTTP API of ingestion. */
export function registerIngestionApi(): void {
  get('ingestionList', 'ingestions', ingestionDocs.list, (_call, api) => readIngestions(api));
  get('ingestionRead', 'ingestions/{source}', ingestionDocs.read, ({ request }, api) =>
    readIngestion(sourceIn(request), api),
  );
  get('ingestionFiles', 'ingestions/{source}/files', ingestionDocs.files, ({ request }, api) =>
    readFiles(sourceIn(request), Object.fromEntries(request.query), api),
  );
  post('ingestionStart', 'ingestions', ingestionDocs.start, ({ request, body }, api) =>
    startIngestion(body, baseOf(request), api),
  );
  post('ingestionRetry', 'ingestions/{source}/retry', ingestionDocs.retry, ({ request, body }, api) =>
    retryFailed(sourceIn(request), body, baseOf(request), api),
  );
  post('ingestionClear', 'ingestions/{source}/clear', ingestionDocs.clear, ({ request, body }, api) =>
    clearSource(sourceIn(request), body, api),
  );
}

type Answer = (call: HttpCall, api: IngestionApi) => Promise<ApiResponse>;

function get(name: string, route: string, docs: RouteDocs, answer: Answer): void {
  httpFunction(name, { method: 'GET', route, access: 'Reader', docs, handler: (call) => answer(call, ingestionApi()) });
}

function post(name: string, route: string, docs: RouteDocs, answer: Answer): void {
  httpFunction(name, {
    method: 'POST',
    route,
    access: 'Operator',
    docs,
    durable: true,
    handler: (call) => answer(call, ingestionApi(call.durable())),
  });
}

/** Returns the dependencies of the API. Without a client it cannot start a sync pass. */
export function ingestionApi(client?: DurableClient): IngestionApi {
  return {
    ...sharedServices(),
    letters: new DeadLetters(dataStorage()),
    sources,
    blobs: storageBlobs(dataStorage()),
    now: Date.now,
    wake: async (store) => (client === undefined ? undefined : wakeStore(() => client, store)),
  };
}

const sourceIn = ({ params }: HttpRequest): string => params.source ?? '';

/** Returns the base URL of the API as the caller sees it. */
const baseOf = ({ url }: HttpRequest): string => url.replace(/\/ingestions(?:[/?].*)?$/i, '');
