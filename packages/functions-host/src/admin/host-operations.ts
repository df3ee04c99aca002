import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { FunctionTable } from '../app/function-table.ts';
import type { HostExtension } from '../extension/extension.ts';
import { replyEmpty, replyJson, replyText } from '../server/reply.ts';
import type { HostJson } from '../settings/host-json.ts';
import { HOST_VERSION } from '../worker/protocol.ts';
import type { AdminOperation } from './admin.ts';

export interface HostFacts {
  readonly hostId: string;
  readonly hostJson: HostJson;
  readonly extensions: readonly HostExtension[];
  readonly functions: () => FunctionTable;
  /** Returns the number of invocations that are not answered yet. */
  readonly inFlight: () => number;
}

/** Defaults of the real host for parts that this host lacks. */
const UNUSED_CONFIG = {
  blobs: { centralizedPoisonQueue: false },
};
const CONCURRENCY = {
  dynamicConcurrencyEnabled: false,
  maximumFunctionConcurrency: 500,
  cpuThreshold: 0.8,
  snapshotPersistenceEnabled: true,
};

/** Serves /admin/host/...: ping, status, settings in force. */
export function hostOperations({ hostId, hostJson, extensions, functions, inFlight }: HostFacts): AdminOperation[] {
  const instanceId = randomUUID();
  return [
    {
      methods: ['GET', 'POST'],
      path: /^\/admin\/host\/ping\/?$/i,
      open: true,
      run: ({ response }) => replyEmpty(response, 200, { 'cache-control': 'no-store,no-cache', pragma: 'no-cache' }),
    },
    {
      methods: ['GET'],
      path: /^\/admin\/host\/status\/?$/i,
      run: ({ response }) => {
        const { hostErrors: errors } = functions();
        replyJson(response, 200, {
          id: hostId,
          state: errors.length === 0 ? 'Running' : 'Error',
          version: HOST_VERSION,
          versionDetails: `Local Functions host, following the Azure Functions host ${HOST_VERSION}`,
          platformVersion: '',
          instanceId,
          computerName: os.hostname(),
          processUptime: Math.round(process.uptime() * 1000),
          functionAppContentEditingState: 'Unknown',
          ...(hostJson.extensionBundle ? { extensionBundle: hostJson.extensionBundle } : {}),
          ...(errors.length > 0 ? { errors } : {}),
          ...listenerProblems(functions()),
        });
      },
    },
    {
      methods: ['GET'],
      path: /^\/admin\/host\/config\/?$/i,
      needsRunningHost: true,
      run: ({ response }) => {
        const sections = extensions.flatMap(({ config }) => (config ? [[config.section, config.values]] : []));
        const values = { extensions: { ...UNUSED_CONFIG, ...Object.fromEntries(sections) }, concurrency: CONCURRENCY };
        replyText(response, 200, JSON.stringify(values, null, 2), 'text/plain; charset=utf-8');
      },
    },
    {
      methods: ['GET'],
      path: /^\/admin\/host\/drain\/status\/?$/i,
      run: ({ response }) =>
        replyJson(response, 200, { state: 'Disabled', outstandingInvocations: inFlight(), outstandingRetries: 0 }),
    },
    {
      // The host is never in drain mode: it drains when it stops or reloads.
      methods: ['POST'],
      path: /^\/admin\/host\/resume\/?$/i,
      run: ({ response }) =>
        functions().hostErrors.length > 0 ? replyEmpty(response, 409) : replyJson(response, 200, { state: 'Running' }),
    },
    {
      methods: ['POST'],
      path: /^\/admin\/host\/scale\/status\/?$/i,
      needsRunningHost: true,
      run: ({ response }) =>
        replyText(response, 400, 'Runtime scale monitoring is not enabled.', 'text/plain; charset=utf-8'),
    },
    {
      methods: ['POST'],
      path: /^\/admin\/host\/debug\/?$/i,
      run: ({ response }) => replyEmpty(response, 501),
    },
    {
      methods: ['POST'],
      path: /^\/admin\/host\/synctriggers\/?$/i,
      needsRunningHost: true,
      run: ({ response }) => replyJson(response, 500, { status: 'Invalid environment for SyncTriggers operation.' }),
    },
  ];
}

/** Adds lasting failures of listeners, which the real host only logs. Absent while all is well. */
function listenerProblems({ entries }: FunctionTable): { listenerProblems?: Record<string, string> } {
  const problems = entries.flatMap(({ fn, listener }) => {
    const problem = listener?.problem?.();
    return problem === undefined ? [] : [[fn.name, problem] as const];
  });
  return problems.length > 0 ? { listenerProblems: Object.fromEntries(problems) } : {};
}
