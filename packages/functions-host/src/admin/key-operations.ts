import { z } from 'zod';
import type { FunctionTable } from '../app/function-table.ts';
import type { KeyScope, KeyStore } from '../keys/key-store.ts';
import { readBody } from '../server/incoming-request.ts';
import { replyEmpty, replyJson, replyText } from '../server/reply.ts';
import { type AdminCall, type AdminOperation, parseBody } from './admin.ts';

const OF_FUNCTION = 'functions/(?<function>[^/]+)/keys';
const OF_HOST = 'host/(?<group>keys|functionkeys|systemkeys)';

/** Name of the master key among the system keys of the real host. It cannot be deleted. */
const MASTER = '_master';

const givenValue = z.object({ value: z.string() });

/** Serves the keys of functions, of the host and of extensions: list, read, renew (POST), set (PUT), delete. */
export function keyOperations(keys: KeyStore, functions: () => FunctionTable): AdminOperation[] {
  const operation = (
    method: string,
    path: string,
    run: (call: AdminCall, scope: KeyScope, name: string) => void | Promise<void>,
  ): AdminOperation[] =>
    [OF_FUNCTION, OF_HOST].map((whose) => ({
      methods: [method],
      path: new RegExp(`^/admin/${whose}${path}/?$`, 'i'),
      run: (call) => {
        const scope = scopeOf(call);
        return scope ? run(call, scope, call.parameters.key ?? '') : replyEmpty(call.response, 404);
      },
    }));

  const scopeOf = ({ parameters }: AdminCall): KeyScope | undefined => {
    if (parameters.group !== undefined) return /^systemkeys$/i.test(parameters.group) ? 'system' : 'host';
    const name = parameters.function?.toLowerCase();
    const entry = functions().entries.find(({ fn }) => fn.name.toLowerCase() === name);
    return entry && { function: entry.fn.name };
  };

  const set = (call: AdminCall, scope: KeyScope, name: string, value?: string) => {
    const known = keys.list(scope)[name] !== undefined;
    keys.put(scope, name, value);
    const made = { name, value: keys.list(scope)[name] };
    replyJson(call.response, known ? 200 : 201, withLinks(call, made), known ? {} : { location: self(call) });
  };

  return [
    ...operation('GET', '', (call, scope) => {
      const all = Object.entries(keys.list(scope)).map(([name, value]) => ({ name, value }));
      replyJson(call.response, 200, withLinks(call, { keys: all }));
    }),
    ...operation('GET', '/(?<key>[^/]+)', (call, scope, name) => {
      const value = scope === 'system' && name === MASTER ? keys.master : keys.list(scope)[name];
      if (value === undefined) replyEmpty(call.response, 404);
      else replyJson(call.response, 200, withLinks(call, { name, value }));
    }),
    ...operation('POST', '/(?<key>[^/]+)', (call, scope, name) => set(call, scope, name)),
    ...operation('PUT', '/(?<key>[^/]+)', async (call, scope, name) => {
      const given = givenValue.safeParse(parseBody(await readBody(call.request.message, true)));
      if (given.success) set(call, scope, name, given.data.value);
      else replyText(call.response, 400, 'Give the key as {"value": "..."}.', 'text/plain; charset=utf-8');
    }),
    ...operation('DELETE', '/(?<key>[^/]+)', (call, scope, name) => {
      if (name === MASTER) replyText(call.response, 400, 'The master key stays.', 'text/plain; charset=utf-8');
      else replyEmpty(call.response, keys.delete(scope, name) ? 204 : 404);
    }),
  ];
}

function withLinks(call: AdminCall, value: object): object {
  return { ...value, links: [{ rel: 'self', href: self(call) }] };
}

function self({ request }: AdminCall): string {
  return `http://${request.headers.host}${request.path}`;
}
