import { badRequest } from '../frame/api-error.ts';
import type { ToolResources } from './assistant.ts';
import type { ToolResourcesBody } from './bodies.ts';

/**
 * The resources a request gives, the lists it names taking the place of those before.
 * @throws ApiError 400 for vector stores to be made on the way
 */
export function toolResources(given: ToolResourcesBody | null | undefined, before: ToolResources = {}): ToolResources {
  const files = given?.code_interpreter?.file_ids;
  const stores = given?.file_search?.vector_store_ids;
  if (given?.file_search?.vector_stores?.length) {
    throw badRequest(
      'This emulator makes no vector stores on the way. Make one first, and name it in vector_store_ids.',
      'tool_resources.file_search.vector_stores',
    );
  }
  return {
    ...before,
    ...(files ? { code_interpreter: { file_ids: files } } : {}),
    ...(stores ? { file_search: { vector_store_ids: stores } } : {}),
  };
}
