import * as z from 'zod';

/** Where a blob is, written `container/path/of/blob`. */
export interface BlobPath {
  readonly container: string;
  readonly blob: string;
}

const PATTERN = /^(?<container>[a-z0-9](?:-?[a-z0-9]){2,62})\/(?<blob>[^\s/].{0,1023})$/u;

export function parseBlobPath(text: string): BlobPath | undefined {
  const { container, blob } = PATTERN.exec(text)?.groups ?? {};
  return container === undefined || blob === undefined ? undefined : { container, blob };
}

export const blobPath = z
  .string()
  .refine(
    (text) => parseBlobPath(text) !== undefined,
    'is no blob: write container/path, for instance "training-data/support.jsonl"',
  );
