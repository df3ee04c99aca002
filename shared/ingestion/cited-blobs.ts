import type { OpenAI } from 'openai';
import { plainName } from './sync/upload-name.ts';

/** A document that a response cites. */
interface CitedBlob {
  readonly fileId: string;
  /** The blob's name without its folders, and without the mark that its file at the service carries. */
  readonly name: string;
  /** `container/path/of/blob` and the source that took it, when the response holds the results of the search. */
  readonly path?: string;
  readonly source?: string;
}

/**
 * Returns the documents that a response cites, each once, in the order of the citations. A citation itself holds only the name of a file:
 * request the response with `include: ['file_search_call.results']` to get the paths as well.
 */
export function citedBlobs({ output }: Pick<OpenAI.Responses.Response, 'output'>): CitedBlob[] {
  const results = output.flatMap((item) => (item.type === 'file_search_call' ? (item.results ?? []) : []));
  const attributes = new Map(results.map((result) => [result.file_id, result.attributes ?? {}]));
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const annotations = parts.flatMap((part) => (part.type === 'output_text' ? part.annotations : []));
  const cited = new Map<string, CitedBlob>();
  for (const each of annotations) {
    if (each.type !== 'file_citation' || cited.has(each.file_id)) continue;
    const { path, source } = attributes.get(each.file_id) ?? {};
    cited.set(each.file_id, {
      fileId: each.file_id,
      name: plainName(each.filename),
      ...(typeof path === 'string' ? { path } : {}),
      ...(typeof source === 'string' ? { source } : {}),
    });
  }
  return [...cited.values()];
}
