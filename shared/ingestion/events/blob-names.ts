export interface BlobName {
  readonly container: string;
  readonly blob: string;
}

const SUBJECT = /^\/blobServices\/[^/]+\/containers\/(?<container>[^/]+)\/blobs\/(?<blob>.+)$/su;

/** The blob that an event's subject names: `/blobServices/default/containers/C/blobs/NAME`, the name as it is, nothing escaped. */
export function blobInSubject(subject: string | undefined): BlobName | undefined {
  const { container, blob } = SUBJECT.exec(subject ?? '')?.groups ?? {};
  return container === undefined || blob === undefined ? undefined : { container, blob };
}

/**
 * The blob that an address names, escapes taken off. Addresses of Azurite, and of others that are named by number, have the account
 * before the container.
 */
export function blobInUrl(url: string | undefined): BlobName | undefined {
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
    // A percent sign that escapes nothing is one.
    return text;
  }
}
