/** The JSON that a body holds; undefined when it holds none. */
export function parseBody(body: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(
      Buffer.from(body ?? [])
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    );
  } catch {
    return undefined;
  }
}
