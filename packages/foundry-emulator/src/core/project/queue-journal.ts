/** A message that went over a tool's queue. */
export interface QueueMessage {
  /** By the machine's clock. */
  readonly time: string;
  readonly direction: 'sent' | 'received';
  readonly queue: string;
  /** The text as it reads once base64 is taken off. */
  readonly text: string;
  /** Reason why a reply reached no call: late, unknown or malformed. */
  readonly stray?: string;
}

/** Messages remembered; older ones are forgotten. */
const KEPT = 200;
/** Characters kept of a text: enough to recognise it. */
const TEXT_KEPT = 2_000;

/** The latest messages on tool queues, in memory only. They explain why an agent gets no reply. */
export class QueueJournal {
  #messages: QueueMessage[] = [];

  add(direction: QueueMessage['direction'], queue: string, text: string, stray?: string): void {
    const message = { time: new Date().toISOString(), direction, queue, text };
    this.#messages.push(stray === undefined ? message : { ...message, stray });
    if (this.#messages.length > KEPT * 2) this.#messages = this.#messages.slice(-KEPT);
  }

  /** Newest first. */
  latest(limit: number): QueueMessage[] {
    const latest = this.#messages.slice(-Math.min(limit, KEPT)).reverse();
    return latest.map((message) => ({ ...message, text: readable(message.text) }));
  }

  clear(): void {
    this.#messages = [];
  }
}

/** Decodes base64 text and shortens it. Done on demand, because most messages are never read. */
function readable(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  const decoded = bytes.toString('base64') === text.trim() ? bytes.toString('utf8') : text;
  const shown = decoded.includes('\ufffd') ? text : decoded;
  return shown.length > TEXT_KEPT ? `${shown.slice(0, TEXT_KEPT)} ...` : shown;
}
