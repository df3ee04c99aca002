import { isDeepStrictEqual } from 'node:util';
import { type Difference, isObject } from '../../operations/agents/agent-difference.ts';

/** Where something at the service differs from what is wanted; what the service adds of its own is none of our business. */
export function drift(found: unknown, wanted: unknown, place = ''): Difference[] {
  if (isEmpty(found) && isEmpty(wanted)) return [];
  if (isObject(found) && isObject(wanted)) {
    return Object.keys(wanted).flatMap((key) => drift(found[key], wanted[key], place === '' ? key : `${place}.${key}`));
  }
  return isDeepStrictEqual(found, wanted) ? [] : [{ place, deployed: found ?? undefined, wanted: wanted ?? undefined }];
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null;
