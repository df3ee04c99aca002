import type { Endpoints } from '../platform/platform.ts';

export interface QueueMessage {
  readonly time: string;
  readonly direction: 'sent' | 'received';
  readonly queue: string;
  /** Text of the message, decoded from base64. */
  readonly text: string;
}

/** Returns the messages that the emulator put on tool queues and took from them since a moment, oldest first. */
export async function messagesSince(moment: Date, { azureOpenAI }: Endpoints): Promise<QueueMessage[]> {
  const response = await fetch(`${azureOpenAI}/_emulator/queue-messages?limit=100`);
  if (!response.ok) throw new Error(`The emulator did not show its queue messages: ${response.status}.`);
  const { messages } = (await response.json()) as { messages: QueueMessage[] };
  return messages.filter(({ time }) => time >= moment.toISOString()).toReversed();
}
