import type { DequeuedMessageItem } from '@azure/storage-queue';
import { offsetDate, utcOffset } from '../dotnet/local-time.ts';
import type { Invocation, NamedBinding } from '../extension/extension.ts';
import type { TypedData } from '../worker/core-types.ts';
import { messageProperties, type NamedValue } from './message-properties.ts';
import type { MessageBody } from './message-text.ts';

/** .NET's latest time: a manual message never expires. */
const NEVER = '9999-12-31T23:59:59.9999999+00:00';

/** Returns the invocation of a queue message. `takesBytes`: the trigger has `dataType: 'binary'`. */
export function queueInvocation(
  queue: string,
  { bytes, text = '' }: MessageBody,
  message: DequeuedMessageItem,
  takesBytes: boolean,
): Invocation {
  const insertionTime = time(message.insertedOn);
  return invocation(takesBytes ? { bytes } : { string: text }, text, `New queue message detected on '${queue}'.`, {
    facts: [
      jsonValue('dequeueCount', message.dequeueCount),
      jsonValue('expirationTime', time(message.expiresOn)),
      textValue('id', message.messageId),
      jsonValue('insertionTime', insertionTime),
      jsonValue('nextVisibleTime', time(message.nextVisibleOn)),
      textValue('popReceipt', message.popReceipt),
    ],
    details: { messageId: message.messageId, dequeueCount: message.dequeueCount, insertionTime },
  });
}

/** Returns the invocation of a manual run with a message's text. */
export function manualInvocation(trigger: NamedBinding, text: string, now = new Date()): Invocation {
  const input = wantsBytes(trigger) ? { bytes: Buffer.from(text, 'utf8') } : { string: text };
  return invocation(input, text, 'This function was programmatically called via the host APIs.', {
    facts: [
      jsonValue('dequeueCount', 0),
      jsonValue('expirationTime', NEVER),
      jsonValue('insertionTime', time(now)),
      jsonValue('nextVisibleTime', NEVER),
      textValue(trigger.name, text),
    ],
  });
}

/** True when a trigger takes the message as bytes. */
export function wantsBytes({ dataType }: NamedBinding): boolean {
  return dataType?.toLowerCase() === 'binary';
}

function invocation(
  input: TypedData,
  text: string,
  reason: string,
  { facts, details }: { facts: readonly NamedValue[]; details?: NonNullable<Invocation['details']> },
): Invocation {
  const values = new Map<string, NamedValue>();
  // Names are case-insensitive. Properties of the message precede those of the queue.
  for (const value of [textValue('queueTrigger', text), ...facts, ...messageProperties(text)]) {
    const key = value.name.toLowerCase();
    values.set(key, { ...value, name: values.get(key)?.name ?? value.name });
  }
  const all = [...values.values()];
  return {
    input,
    triggerMetadata: Object.fromEntries(all.map(({ name, metadata }) => [name, metadata])),
    bindingData: Object.fromEntries(all.map(({ name, bindingValue }) => [name, bindingValue])),
    reason,
    ...(details ? { details } : {}),
  };
}

function textValue(name: string, string: string): NamedValue {
  return { name, metadata: { string }, bindingValue: string };
}

function jsonValue(name: string, value: string | number): NamedValue {
  return { name, metadata: { json: JSON.stringify(value) }, bindingValue: value };
}

function time(date: Date): string {
  return offsetDate(date.getTime(), utcOffset);
}
