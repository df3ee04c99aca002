import * as z from 'zod';
import { BlobPath } from '../../azure/storage/blob-path.ts';
import { parseMessageBody } from '../../azure/storage/message-body.ts';
import { RequestError } from '../../core/request-error.ts';

const data = z.looseObject({
  eTag: z.string().optional(),
  etag: z.string().optional(),
  url: z.string().optional(),
  blobUrl: z.string().optional(),
  sourceUrl: z.string().optional(),
  destinationUrl: z.string().optional(),
});

/** The common fields of the Event Grid schema (`eventType`, `eventTime`) and CloudEvents 1.0 (`type`, `time`). */
const envelope = z.looseObject({
  eventType: z.string().optional(),
  type: z.string().optional(),
  eventTime: z.string().optional(),
  time: z.string().optional(),
  subject: z.string().optional(),
  data: data.optional(),
});

type Envelope = z.infer<typeof envelope>;

/**
 * Returns the changes in a queue message: one event or a list, in the schema of Event Grid or CloudEvents, as JSON or as base64 of JSON. A
 * rename is two changes.
 * @throws RequestError when the message is not JSON, not an event, of an unknown type, or names no blob
 */
export function parseEvents(body: unknown, now: number): readonly BlobChange[] {
  const parsed = parseMessageBody(body);
  const events = Array.isArray(parsed) ? parsed : [parsed];
  return events.flatMap((event) => changesOf(event, now));
}

function changesOf(event: unknown, now: number): BlobChange[] {
  const read = envelope.safeParse(event);
  if (!read.success)
    throw new RequestError('invalid_event', 'The message is not an event of Event Grid or CloudEvents.');
  const type = read.data.eventType ?? read.data.type;
  if (type === undefined)
    throw new RequestError('invalid_event', 'The event has no type: neither "eventType" nor "type".');
  const at = Date.parse(read.data.eventTime ?? read.data.time ?? '') || now;
  switch (type) {
    case 'Microsoft.Storage.BlobCreated':
      return [{ ...subjectOf(read.data), ...version(read.data), at }];
    case 'Microsoft.Storage.BlobDeleted':
      return [{ ...subjectOf(read.data), at }];
    case 'Microsoft.Storage.BlobRenamed':
      return [
        { ...urlOf(read.data.data?.sourceUrl, 'data.sourceUrl'), at },
        { ...renamedTo(read.data), ...version(read.data), at },
      ];
    default:
      throw new RequestError(
        'unknown_event_type',
        `Events of the type "${type.slice(0, 200)}" are not processed. Let the subscription deliver BlobCreated, BlobDeleted and BlobRenamed only.`,
      );
  }
}

function version({ data }: Envelope): { readonly etag?: string } {
  const etag = data?.eTag ?? data?.etag;
  return etag === undefined ? {} : { etag: bareEtag(etag) };
}

function subjectOf({ subject, data }: Envelope) {
  const found = blobInSubject(subject);
  return found === undefined ? urlOf(data?.url ?? data?.blobUrl, 'subject') : safe(found, 'subject');
}

function renamedTo(event: Envelope) {
  const { destinationUrl } = event.data ?? {};
  return destinationUrl === undefined ? subjectOf(event) : urlOf(destinationUrl, 'data.destinationUrl');
}

function urlOf(url: string | undefined, field: string) {
  const found = blobInUrl(url);
  if (found === undefined)
    throw new RequestError('invalid_event', `The event names no blob: ${field} is missing or no address.`);
  return safe(found, field);
}

/** A blob's name as URL parsing leaves it: one that would leave its container is refused. */
function safe({ container, blob }: BlobName, field: string): BlobName {
  const path = BlobPath.of(container, blob);
  if (path !== undefined) return { container: path.container, blob: path.name };
  throw new RequestError(
    'invalid_blob_path',
    `${field} names a blob with an empty, "." or ".." segment, a backslash, a control character or a broken character.`,
  );
}

/** Removes the quotes of an etag: storage writes them in responses and not in events. */
export const bareEtag = (etag: string): string => etag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');

interface BlobName {
  readonly container: string;
  readonly blob: string;
}

const SUBJECT = /^\/blobServices\/[^/]+\/containers\/(?<container>[^/]+)\/blobs\/(?<blob>.+)$/su;

/** Returns the blob in an event's subject: `/blobServices/default/containers/C/blobs/NAME`, where the name is not percent-encoded. */
function blobInSubject(subject: string | undefined): BlobName | undefined {
  const { container, blob } = SUBJECT.exec(subject ?? '')?.groups ?? {};
  return container === undefined || blob === undefined ? undefined : { container, blob };
}

/**
 * Returns the blob of a URL, decoded. URLs of Azurite, and of hosts that are IP addresses, have the account before the container.
 */
function blobInUrl(url: string | undefined): BlobName | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { pathname, hostname } = new URL(url);
  const parts = pathname.split('/').slice(1);
  if (/^(localhost|\[.*\]|[\d.]+)$/.test(hostname)) parts.shift();
  const [container, ...rest] = parts;
  const blob = unescaped(rest.join('/'));
  return !container || !blob ? undefined : { container, blob };
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign without two hex digits stands for itself.
    return text;
  }
}

/** A change of a blob. Its current state is read from storage later: events may arrive late, twice and in any order. */
interface BlobChange {
  readonly container: string;
  readonly blob: string;
  /** The version of the event, without quotes; undefined for a deleted blob, or when the event has none. */
  readonly etag?: string;
  /** Time of the change, milliseconds since 1970. */
  readonly at: number;
}
