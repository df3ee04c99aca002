import type { FunctionEntry, FunctionTable } from '../app/function-table.ts';
import type { Log } from '../core/log.ts';
import type { HttpExtension } from '../http/http-extension.ts';
import { replyEmpty, replyJson } from '../server/reply.ts';
import type { AdminCall, AdminOperation } from './admin.ts';
import { functionInfo } from './function-info.ts';
import { runManually } from './run-function.ts';

export interface FunctionFacts {
  readonly functions: () => FunctionTable;
  readonly http: HttpExtension;
  readonly log: Log;
}

/** Serves /admin/functions/...: lists and describes functions and runs one manually. Names are case-insensitive. */
export function functionOperations({ functions, http, log }: FunctionFacts): AdminOperation[] {
  const find = ({ parameters }: AdminCall) => {
    const name = parameters.name?.toLowerCase();
    return functions().entries.find(({ fn }) => fn.name.toLowerCase() === name);
  };
  const show = (call: AdminCall, what: (entry: FunctionEntry) => object) => {
    const entry = find(call);
    if (entry) replyJson(call.response, 200, what(entry));
    else replyEmpty(call.response, 404);
  };
  const info = ({ request }: AdminCall) => {
    const origin = `http://${request.headers.host}`;
    return (entry: FunctionEntry) => functionInfo(entry, http, origin);
  };

  return [
    {
      methods: ['GET'],
      path: /^\/admin\/functions\/?$/i,
      run: (call) => replyJson(call.response, 200, functions().entries.map(info(call))),
    },
    {
      methods: ['GET'],
      path: /^\/admin\/functions\/(?<name>[^/]+)\/?$/i,
      run: (call) => show(call, info(call)),
    },
    {
      methods: ['POST'],
      path: /^\/admin\/functions\/(?<name>[^/]+)\/?$/i,
      needsRunningHost: true,
      run: (call) => runManually(call, find(call), log),
    },
    {
      methods: ['GET'],
      path: /^\/admin\/functions\/(?<name>[^/]+)\/status\/?$/i,
      run: (call) => show(call, ({ reportedErrors: errors }) => (errors.length > 0 ? { errors } : {})),
    },
  ];
}
