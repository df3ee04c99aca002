/**
 * Decodes a request's path like the real host's server: percent sequences become characters, except `%2F`, which would
 * make a new segment, and invalid UTF-8; dot segments are resolved.
 */
export function decodePath(path: string): string {
  const decoded = path.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    run
      .split(/(%2f)/i)
      .map((piece) => (/^%2f$/i.test(piece) ? piece : decode(piece)))
      .join(''),
  );
  return removeDotSegments(decoded);
}

/** Encodes a decoded path for the URL that the app sees. Valid percent sequences stay unchanged. */
export function encodePath(path: string): string {
  return path.replace(/%(?![0-9a-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]+/gi, (text) =>
    encodeURIComponent(text.toWellFormed()),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function removeDotSegments(path: string): string {
  if (!/(^|\/)\.\.?(\/|$)/.test(path)) return path;
  const kept: string[] = [];
  for (const [index, segment] of path.split('/').entries()) {
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
    } else if (segment !== '.' || index === 0) kept.push(segment);
  }
  const endsInside = /\/\.\.?$/.test(path);
  return kept.join('/') + (endsInside ? '/' : '');
}
