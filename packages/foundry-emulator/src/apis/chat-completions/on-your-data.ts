import { cosine } from '../../model/embedding/embedder.ts';
import { embedWords } from '../../model/embedding/word-embedder.ts';
import type { VectorStoreService } from '../vector-stores/vector-store-service.ts';
import type { ChatMessage } from './chat-body.ts';
import { textOf } from './chat-messages.ts';
import { type ContextProperty, checkDataSource, type DataSource } from './on-your-data-source.ts';
import { type Retrieved, retrieve } from './retrieve-documents.ts';

/** Search results for a conversation. */
export interface DocumentContext {
  /** `context` of the answer. */
  readonly context: object;
  /** Instructions for the model, with the documents. */
  readonly instructions: string;
  /** Answer that quotes the best document, for models that do not read documents. */
  readonly quoted: string;
  /** True when nothing was found and answers must come from the documents. */
  readonly silent: boolean;
}

/** Default of `include_contexts`. Source: Azure OpenAI REST 2024-10-01-preview, `include_contexts`. */
const USUAL: readonly ContextProperty[] = ['citations', 'intent'];

const NOTHING_FOUND =
  'The requested information is not available in the retrieved data. Please try another query or topic.';

/** @throws ApiError 400 for a source that cannot be meant, or whose index is not here */
export async function searchDocuments(
  service: VectorStoreService,
  sources: readonly DataSource[],
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<DocumentContext> {
  for (const [index, source] of sources.entries()) checkDataSource(source, `data_sources[${index}]`);
  const intent = textOf(messages.findLast(({ role }) => role === 'user')?.content);
  const found = await fromAll(service, sources, queriesOf(messages, intent), signal);
  const cited = found.filter(({ filtered }) => filtered === undefined);
  const inScope = sources.every(({ parameters }) => parameters.in_scope ?? true);
  const wanted = new Set(sources.flatMap(({ parameters }) => parameters.include_contexts ?? USUAL));
  return {
    context: contextOf(wanted, { intent, cited, found }),
    instructions: instructionsOf(cited, inScope),
    quoted: quotation(cited[0], intent),
    silent: inScope && cited.length === 0,
  };
}

/** Returns the search queries: the last question, and the same with the previous intent, because a follow-up says little by itself. */
function queriesOf(messages: readonly ChatMessage[], intent: string): (most: number | null | undefined) => string[] {
  const before = messages.findLast((message) => message.role === 'assistant' && message.context?.intent);
  const meant = before?.role === 'assistant' ? before.context?.intent : undefined;
  return (most) => (meant && (most ?? 2) > 1 ? [intent, `${meant} ${intent}`] : [intent]);
}

async function fromAll(
  service: VectorStoreService,
  sources: readonly DataSource[],
  queriesFor: ReturnType<typeof queriesOf>,
  signal: AbortSignal,
): Promise<Retrieved[]> {
  const results = await Promise.allSettled(
    sources.map((data, source) =>
      retrieve(service, data, { source, queries: queriesFor(data.parameters.max_search_queries) }, signal),
    ),
  );
  const allFailed = results.every(({ status }) => status === 'rejected');
  return results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return result.value;
    if (allFailed || !sources[index]?.parameters.allow_partial_result) throw result.reason;
    return [];
  });
}

interface Parts {
  readonly intent: string;
  readonly cited: readonly Retrieved[];
  readonly found: readonly Retrieved[];
}

function contextOf(wanted: ReadonlySet<ContextProperty>, { intent, cited, found }: Parts): object {
  return {
    ...(wanted.has('citations') ? { citations: cited.map(citation) } : {}),
    ...(wanted.has('intent') ? { intent } : {}),
    ...(wanted.has('all_retrieved_documents')
      ? {
          all_retrieved_documents: found.map((document) => ({
            ...citation(document),
            search_queries: document.queries,
            data_source_index: document.source,
            original_search_score: document.score,
            ...(document.filtered ? { filter_reason: document.filtered } : {}),
          })),
        }
      : {}),
  };
}

const citation = ({ content, title, url, chunkId }: Retrieved) => ({
  content,
  title,
  ...(url === undefined ? {} : { url }),
  filepath: title,
  chunk_id: chunkId,
});

function instructionsOf(cited: readonly Retrieved[], inScope: boolean): string {
  const documents = cited.map(({ title, content }, index) => `[doc${index + 1}] ${title}\n${content}`);
  return [
    'Answer with the help of these documents. Name each document you draw on by its mark, such as [doc1], after what you took from it.',
    inScope ? `Answer from nothing else. If they do not say it, answer: ${NOTHING_FOUND}` : '',
    ...documents,
  ].join('\n\n');
}

/** Returns the sentence of a document that is nearest to the question, with its mark. */
function quotation(document: Retrieved | undefined, question: string): string {
  if (!document) return NOTHING_FOUND;
  const asked = embedWords(question);
  const sentences = document.content.match(/[^\s.!?][^.!?]*[.!?]*/gu) ?? [document.content];
  const near = (sentence: string) => cosine(asked, embedWords(sentence));
  const best = sentences.reduce((one, other) => (near(other) > near(one) ? other : one));
  return `${best.trim()} [doc1]`;
}
