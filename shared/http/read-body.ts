import { RequestError } from '../core/request-error.ts';

/** As much of a request as reading its body needs. */
export interface RequestWithBody {
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
}

/** Bytes a body may have, and milliseconds its arrival may take. */
export interface BodyLimits {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Reads the body of a request as text, within limits of size and time.
 *
 * On Azure the Functions host receives the whole body before the app runs, and ends a body of fewer than 240 bytes a second itself,
 * with 500. The limit of time here applies to hosts that stream bodies to the app.
 *
 * @throws RequestError 413 when the body is too large, 408 when it is too slow, 400 when it is not UTF-8
 */
export async function readBody({ headers, body }: RequestWithBody, limits: BodyLimits): Promise<string> {
  if (Number(headers.get('content-length') ?? 0) > limits.bytes) throw tooLarge(limits);
  if (body === null) return '';
  const reader = body.getReader();
  const late = Promise.withResolvers<never>();
  // The promise may reject after the body has been read.
  late.promise.catch(() => {});
  const alarm = setTimeout(() => late.reject(tooSlow(limits)), limits.ms);
  try {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { done, value } = await Promise.race([reader.read(), late.promise]);
      if (done) return utf8(Buffer.concat(chunks, size));
      size += value.byteLength;
      if (size > limits.bytes) throw tooLarge(limits);
      chunks.push(value);
    }
  } finally {
    clearTimeout(alarm);
    // What is still to come is of no interest, whether or not the other side can be told.
    reader.cancel().catch(() => {});
  }
}

const tooLarge = ({ bytes }: BodyLimits) =>
  new RequestError(
    'body_too_large',
    `The body is larger than the ${bytes} bytes this route accepts. Put rows and documents into a blob and name it in the request.`,
    { status: 413 },
  );

const tooSlow = ({ ms }: BodyLimits) =>
  new RequestError('body_too_slow', `The body did not arrive within ${ms / 1000} s. Nothing was done.`, {
    status: 408,
  });

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestError('invalid_text', 'The body is not UTF-8 text.', { status: 400 });
  }
}
