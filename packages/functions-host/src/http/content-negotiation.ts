import type { RpcHttp } from '../worker/core-types.ts';

interface Negotiated {
  readonly status?: 406;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Applies `enableContentNegotiation` as the real host does. The body is bytes by then, bytes can only be written as
 * JSON (a base64 string), and a response with another content type is therefore not acceptable. Cookies are lost.
 */
export function negotiate({ headers, body }: RpcHttp): Negotiated {
  const bytes = body?.bytes ?? new Uint8Array();
  const contentType = headers?.['content-type'];
  if (contentType && !/^[^;]*[/+]json\b/i.test(contentType)) return { status: 406 };
  const text = JSON.stringify(Buffer.from(bytes).toString('base64'));
  const mediaType = contentType?.split(';')[0]?.trim() || 'application/json';
  return {
    headers: { 'content-type': `${mediaType}; charset=utf-8`, 'content-length': `${Buffer.byteLength(text)}` },
    body: text,
  };
}
