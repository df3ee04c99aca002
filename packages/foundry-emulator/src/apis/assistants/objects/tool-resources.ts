import { badRequest, within } from '../../../core/http/api-error.ts';
import { perProject } from '../../../core/project/per-project.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { projectFiles } from '../../files/file-store.ts';
import type { ChunkingStrategy } from '../../vector-stores/objects/chunk-sizes.ts';
import { batchHandlers } from '../../vector-stores/operations/batch-handlers.ts';
import { storeHandlers } from '../../vector-stores/operations/store-handlers.ts';
import { projectVectorStores } from '../../vector-stores/vector-store-service.ts';
import type { ToolResources } from './assistant.ts';
import type { NewVectorStore, ToolResourcesBody } from './assistant-bodies.ts';
import type { Message } from './thread.ts';

/** Days after its last use that a vector store created for a thread expires. Source: OpenAI assistants file search guide (7). */
const THREAD_STORE_DAYS = 7;

export interface ResourceResolver {
  /**
   * Returns the resources of a request; lists that it names replace the previous ones. Creates vector stores that it describes. Call it
   * in a transaction.
   * @throws ApiError 400 for files and stores that do not exist, and for stores both named and described
   */
  given(given: ToolResourcesBody | null | undefined, before?: ToolResources): ToolResources;
  /**
   * Returns a thread's resources with a message's attachments: files to search go into the thread's vector store, which is created if
   * needed. Call it in a transaction.
   * @throws ApiError 400 for files that do not exist
   */
  attached(attachments: Message['attachments'], before: ToolResources): ToolResources;
}

export const resourceResolver = perProject(openResourceResolver);

function openResourceResolver(project: ProjectContext): ResourceResolver {
  const service = projectVectorStores(project);
  const fileStore = projectFiles(project);
  const stores = storeHandlers(service, project.clock);
  const batches = batchHandlers(service, project.clock);

  const checkFile = (id: string, param: string) => {
    if (!fileStore.files.get(id)) throw badRequest(`No file found with id '${id}'.`, param);
  };
  const make = ({ file_ids, chunking_strategy, metadata }: NewVectorStore, lifetime = {}): string =>
    stores.create({
      body: {
        file_ids: file_ids ?? [],
        ...(chunking_strategy ? { chunking_strategy: chunking_strategy as ChunkingStrategy } : {}),
        ...(metadata ? { metadata } : {}),
        ...lifetime,
      },
      apiVersion: 'v1',
    }).id;

  const storeIds = (given: ToolResourcesBody['file_search']): readonly string[] | undefined => {
    const { vector_store_ids: named, vector_stores: described } = given ?? {};
    if (named?.length && described?.length) {
      throw badRequest(
        'Give either vector_store_ids or vector_stores, not both.',
        'tool_resources.file_search.vector_stores',
      );
    }
    for (const [index, id] of (named ?? []).entries()) {
      if (!service.repository.stores.get(id)) {
        const param = `tool_resources.file_search.vector_store_ids[${index}]`;
        throw badRequest(`No vector store found with id '${id}'.`, param);
      }
    }
    if (!described?.length) return named ?? undefined;
    return described.map((store, index) =>
      within(`tool_resources.file_search.vector_stores[${index}]`, () => make(store)),
    );
  };

  return {
    given(given, before = {}) {
      const fileIds = given?.code_interpreter?.file_ids;
      for (const [index, id] of (fileIds ?? []).entries())
        checkFile(id, `tool_resources.code_interpreter.file_ids[${index}]`);
      const vectorStoreIds = storeIds(given?.file_search);
      return {
        ...before,
        ...(fileIds ? { code_interpreter: { file_ids: fileIds } } : {}),
        ...(vectorStoreIds ? { file_search: { vector_store_ids: vectorStoreIds } } : {}),
        ...(given?.azure_ai_search ? { azure_ai_search: given.azure_ai_search } : {}),
      };
    },

    attached(attachments, before) {
      for (const [index, { file_id }] of attachments.entries()) checkFile(file_id, `attachments[${index}].file_id`);
      const filesFor = (tool: string) =>
        attachments.filter(({ tools }) => tools.some(({ type }) => type === tool)).map(({ file_id }) => file_id);
      const run = filesFor('code_interpreter');
      const search = filesFor('file_search');
      const [store] = before.file_search?.vector_store_ids ?? [];
      if (store !== undefined && search.length > 0)
        batches.create({ params: { vector_store_id: store }, body: { file_ids: search }, apiVersion: 'v1' });
      const made = () =>
        make({ file_ids: search }, { expires_after: { anchor: 'last_active_at', days: THREAD_STORE_DAYS } });
      const runnable = { code_interpreter: { file_ids: run } };
      return joined(
        run.length > 0 ? joined(before, runnable) : before,
        search.length > 0 && store === undefined ? { file_search: { vector_store_ids: [made()] } } : {},
      );
    },
  };
}

/** Returns the union of two sets of resources. */
export function joined(left: ToolResources, right: ToolResources): ToolResources {
  const union = (one: readonly string[] = [], other: readonly string[] = []) => [...new Set([...one, ...other])];
  const files = union(left.code_interpreter?.file_ids, right.code_interpreter?.file_ids);
  const stores = union(left.file_search?.vector_store_ids, right.file_search?.vector_store_ids);
  return {
    ...left,
    ...right,
    ...(left.code_interpreter || right.code_interpreter ? { code_interpreter: { file_ids: files } } : {}),
    ...(left.file_search || right.file_search ? { file_search: { vector_store_ids: stores } } : {}),
  };
}
