import { mkdtempSync, rmSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { makeAccess } from '../../src/keys/access.ts';
import { KeyStore } from '../../src/keys/key-store.ts';
import type { IncomingRequest } from '../../src/server/incoming-request.ts';

const state = mkdtempSync(path.join(os.tmpdir(), 'access-'));
afterAll(() => rmSync(state, { recursive: true }));

const keys = new KeyStore(state, { master: 'm', host: 'h', system: 's' });

function request(headers: Record<string, string>, query = ''): IncomingRequest {
  return { method: 'GET', path: '/', query, headers, url: 'http://x/', message: new IncomingMessage(new Socket()) };
}

const none = request({});
const wrong = request({ 'x-functions-key': 'wrong' });
const host = request({}, 'code=h');
const own = request({ 'x-functions-key': keys.list({ function: 'f' }).default ?? '' });
const system = request({ 'x-functions-key': 's' });
const master = request({ 'x-functions-key': 'm' });
const all = [none, wrong, host, own, system, master];

describe('with keys enforced', () => {
  const access = makeAccess(keys, true);
  const who = (level: string, name = 'f') => all.map((each) => access.mayCall(each, name, level));

  it('an anonymous function needs no key', () => {
    expect(who('anonymous')).toEqual([true, true, true, true, true, true]);
  });

  it("a function's own key, the host's and the master key open level function", () => {
    expect(who('function')).toEqual([false, false, true, true, false, true]);
    expect(who('function', 'other')).toEqual([false, false, true, false, false, true]);
  });

  it('only the master key opens level admin', () => {
    expect(who('admin')).toEqual([false, false, false, false, false, true]);
  });

  it('a correct query does not replace a wrong header', () => {
    expect(access.mayCall(request({ 'x-functions-key': 'wrong' }, 'code=h'), 'f', 'function')).toBe(false);
  });

  it('the first of two keys counts', () => {
    expect(access.mayCall(request({}, 'code=h&code=wrong'), 'f', 'function')).toBe(true);
    expect(access.mayCall(request({}, 'code=wrong&code=h'), 'f', 'function')).toBe(false);
  });

  it('the admin API distinguishes a missing key from one that does not suffice', () => {
    expect(all.slice(0, 3).map((each) => access.toAdmin(each))).toEqual([401, 401, 403]);
    expect(access.toAdmin(master)).toBe(200);
  });

  it("webhooks accept the extension's system key and the master key", () => {
    const status = (each: IncomingRequest) => access.toWebhooks(each, 'durabletask_extension');
    expect(all.map(status)).toEqual([401, 401, 403, 401, 200, 200]);
  });
});

describe('without enforced keys, as on a developer machine', () => {
  const access = makeAccess(keys, false);

  it('every call is accepted', () => {
    expect(access.mayCall(none, 'f', 'admin')).toBe(true);
    expect([access.toAdmin(wrong), access.toWebhooks(none, 'x')]).toEqual([200, 200]);
  });

  it('only the master key opens a disabled function', () => {
    expect([access.isMaster(none), access.isMaster(host), access.isMaster(master)]).toEqual([false, false, true]);
  });
});
