import type { HttpRequest } from '@azure/functions';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { parseRequest } from '../../shared/core/validation.ts';
import { withProblems } from '../../shared/jobs/api/with-problems.ts';
import { AuditLog } from '../../shared/operations/audit-log.ts';
import { showsContent } from '../../shared/operations/console/console-config.ts';
import {
  type DeadLetterServices,
  deleteDeadLetter,
  listDeadLetters,
  readDeadLetter,
  replayDeadLetter,
  replayDeadLetters,
} from '../../shared/operations/dead-letter-api.ts';
import { auditQuery, operationsDocs } from '../../shared/operations/operations-docs.ts';
import { listToolCalls, readToolCall } from '../../shared/operations/tool-call-api.ts';
import { keepsCallHistory } from '../../shared/tools/call-history.ts';
import { callHistory } from '../agent-tools/register-tools.ts';
import { dataStorage, shardStorage } from '../data-storage.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';

/** Registers `/api/operations/...`: tool calls with their timelines, dead letters, and the log of what operators did. */
export function registerOperationsApi({
  tools,
  storage: { readShards },
}: Pick<CheckedConfig, 'tools' | 'storage'>): void {
  const toolCalls = () => ({
    storage: dataStorage(),
    history: callHistory(),
    isRecorded: keepsCallHistory(process.env),
  });
  const deadLetters = ({ caller, correlationId }: HttpCall): DeadLetterServices => ({
    storage: dataStorage(),
    shardStorage: (shard) => shardStorage(shard < readShards ? shard : 0),
    tools,
    showsContent: showsContent(process.env),
    caller,
    correlationId,
    now: Date.now,
  });
  const idOf = ({ params }: HttpRequest): string => params.id ?? '';
  const queryOf = ({ query }: HttpRequest) => Object.fromEntries(query);

  httpFunction('operationsToolCalls', {
    method: 'GET',
    route: 'operations/tool-calls',
    access: 'Reader',
    docs: operationsDocs.toolCalls,
    handler: ({ request }) => listToolCalls(queryOf(request), toolCalls()),
  });
  httpFunction('operationsToolCall', {
    method: 'GET',
    route: 'operations/tool-calls/{id}',
    access: 'Reader',
    docs: operationsDocs.toolCall,
    handler: ({ request }) => readToolCall(idOf(request), toolCalls()),
  });
  httpFunction('operationsDeadLetters', {
    method: 'GET',
    route: 'operations/dead-letters',
    access: 'Reader',
    docs: operationsDocs.deadLetters,
    handler: ({ request }) => listDeadLetters(queryOf(request), { storage: dataStorage() }),
  });
  httpFunction('operationsDeadLetter', {
    method: 'GET',
    route: 'operations/dead-letters/{id}',
    access: 'Operator',
    docs: operationsDocs.deadLetter,
    handler: (call) => readDeadLetter(idOf(call.request), deadLetters(call)),
  });
  httpFunction('operationsDeadLetterDelete', {
    method: 'DELETE',
    route: 'operations/dead-letters/{id}',
    access: 'Operator',
    audited: false,
    docs: operationsDocs.deleteDeadLetter,
    handler: (call) => deleteDeadLetter(idOf(call.request), deadLetters(call)),
  });
  httpFunction('operationsDeadLetterReplay', {
    method: 'POST',
    route: 'operations/dead-letters/{id}/replay',
    access: 'Operator',
    audited: false,
    docs: operationsDocs.replayDeadLetter,
    handler: (call) => replayDeadLetter(idOf(call.request), call.body, deadLetters(call)),
  });
  httpFunction('operationsDeadLetterReplays', {
    method: 'POST',
    route: 'operations/dead-letter-replays',
    access: 'Operator',
    audited: false,
    docs: operationsDocs.replayDeadLetters,
    handler: (call) => replayDeadLetters(call.body, deadLetters(call)),
  });
  httpFunction('operationsAudit', {
    method: 'GET',
    route: 'operations/audit',
    access: 'Reader',
    docs: operationsDocs.audit,
    handler: ({ request }) =>
      withProblems(async () => {
        const { limit, after } = parseRequest(auditQuery, queryOf(request));
        const { items, ...rest } = await new AuditLog(dataStorage()).list(limit, after);
        return { status: 200, body: { entries: items, ...rest } };
      }),
  });
}
