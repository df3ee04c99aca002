import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Lambda, memberOf } from './expressions.ts';

type Value = unknown;
const text = (value: Value) => (typeof value === 'string' ? value : JSON.stringify(value));
const list = (value: Value) => value as readonly Value[];
const isEmpty = (value: Value) =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const digest = (args: readonly Value[]) => createHash('sha256').update(args.map(text).join('|')).digest();

/** 13 letters and digits, as Azure's, though not the same ones: Azure does not publish its hash. */
export function uniqueString(...args: readonly Value[]): string {
  return [...digest(args).subarray(0, 13)].map((byte) => ALPHABET[byte % 32]).join('');
}

function guid(...args: readonly Value[]): string {
  const hex = digest(args).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function idWithin(prefix: string, type: string, names: readonly Value[]): string {
  const [provider, ...types] = type.split('/');
  return `${prefix}/providers/${provider}/${types.map((each, at) => `${each}/${text(names[at])}`).join('/')}`;
}

/** `resourceId([subscription], [group], type, names...)`. */
export function resourceId(subscription: string, group: string, args: readonly Value[]): string {
  const at = args.findIndex((each) => /^[\w.]+\/.+/.test(text(each)) && text(each).includes('.'));
  const before = args.slice(0, at).map(text);
  const [inSubscription, inGroup] = before.length === 2 ? before : [subscription, before[0] ?? group];
  return idWithin(`/subscriptions/${inSubscription}/resourceGroups/${inGroup}`, text(args[at]), args.slice(at + 1));
}

function cidrSubnet(network: string, size: number, index: number): string {
  const [address = ''] = network.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + index * 2 ** (32 - size);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')}/${size}`;
}

function union(args: readonly Value[]): Value {
  if (Array.isArray(args[0])) {
    return args
      .flatMap(list)
      .filter((each, at, all) => all.findIndex((other) => isDeepStrictEqual(each, other)) === at);
  }
  return Object.assign({}, ...(args as readonly object[]));
}

function parse(value: Value): Value {
  return JSON.parse(text(value));
}

/** The functions of the template language that need nothing but their arguments. */
export const FUNCTIONS: Readonly<Record<string, (...args: readonly Value[]) => Value>> = {
  coalesce: (...args) => args.find((each) => each !== null && each !== undefined) ?? null,
  cidrSubnet: (network, size, index) => cidrSubnet(text(network), Number(size), Number(index)),
  concat: (...args) => (Array.isArray(args[0]) ? args.flatMap(list) : args.map(text).join('')),
  createArray: (...args) => args,
  createObject: (...args) =>
    Object.fromEntries(args.flatMap((each, at) => (at % 2 === 0 ? [[text(each), args[at + 1]]] : []))),
  empty: isEmpty,
  endsWith: (value, end) => text(value).toLowerCase().endsWith(text(end).toLowerCase()),
  environment: () => ({ suffixes: { storage: 'core.windows.net' } }),
  equals: (one, other) => isDeepStrictEqual(one, other),
  extensionResourceId: (scope, type, ...names) => idWithin(text(scope), text(type), names),
  false: () => false,
  filter: (items, by) => list(items).filter((each) => (by as Lambda).lambda(each) === true),
  flatten: (items) => list(items).flat(),
  format: (form, ...args) => text(form).replace(/\{(\d+)\}/g, (_, at: string) => text(args[Number(at)])),
  greater: (one, other) => Number(one) > Number(other),
  guid,
  items: (object) =>
    Object.entries(object as object)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  json: parse,
  last: (items) => (Array.isArray(items) ? items.at(-1) : text(items).at(-1)),
  length: (items) => (Array.isArray(items) ? items.length : Object.keys(items as object).length),
  map: (items, by) => list(items).map((each) => (by as Lambda).lambda(each)),
  not: (value) => value !== true,
  null: () => null,
  reduce: (items, first, by) =>
    list(items).reduce<Value>((sum, each) => (by as Lambda).lambda(sum, each) as Value, first ?? null),
  replace: (value, from, to) => text(value).replaceAll(text(from), text(to)),
  split: (value, separator) => text(value).split(text(separator)),
  startsWith: (value, start) => text(value).toLowerCase().startsWith(text(start).toLowerCase()),
  string: text,
  substring: (value, from, length) => text(value).slice(Number(from), Number(from) + Number(length)),
  toLower: (value) => text(value).toLowerCase(),
  true: () => true,
  tryGet: (value, ...keys) => keys.reduce<Value>((found, key) => memberOf(found, key) ?? null, value),
  union: (...args) => union(args),
  uniqueString,
};
