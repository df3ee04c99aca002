import type { ServerResponse } from 'node:http';
import type { Access } from '../keys/access.ts';
import type { IncomingRequest } from '../server/incoming-request.ts';
import { replyEmpty } from '../server/reply.ts';

/** One operation of the host's own API. */
export interface AdminOperation {
  readonly methods: readonly string[];
  /** Matches the whole path; its named groups are the call's parameters. */
  readonly path: RegExp;
  /** Needs no key. Other operations need the master key where keys are enforced. */
  readonly open?: boolean;
  /** Needs the master key even where keys are not enforced. */
  readonly needsMasterKey?: boolean;
  /** Answered with 503 while a declaration stops the whole app. */
  readonly needsRunningHost?: boolean;
  run(call: AdminCall): void | Promise<void>;
}

export interface AdminCall {
  readonly request: IncomingRequest;
  readonly response: ServerResponse;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

export interface Admin {
  handle(request: IncomingRequest, response: ServerResponse): Promise<void>;
}

/** Serves /admin. Unknown paths and wrong methods are 404. */
export function makeAdmin(operations: readonly AdminOperation[], access: Access, isRunning: () => boolean): Admin {
  return {
    handle: async (request, response) => {
      for (const operation of operations) {
        const match = operation.path.exec(request.path);
        if (!match || !operation.methods.includes(request.method)) continue;
        const allowed = operation.open ? 200 : access.toAdmin(request, operation.needsMasterKey);
        if (allowed === 401) return replyEmpty(response, 401, { 'www-authenticate': 'Bearer' });
        if (allowed === 403) return replyEmpty(response, 403);
        if (operation.needsRunningHost && !isRunning()) return replyEmpty(response, 503);
        return operation.run({ request, response, parameters: match.groups ?? {} });
      }
      replyEmpty(response, 404);
    },
  };
}

/** Parses a JSON body; undefined for anything else. */
export function parseBody(body: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(
      Buffer.from(body ?? [])
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    );
  } catch {
    return undefined;
  }
}
