import { group } from '../../../core/http/operation-group.ts';
import { projectVectorStores } from '../vector-store-service.ts';
import { type BatchBody, batchHandlers } from './batch-handlers.ts';
import { type AttachBody, fileHandlers } from './file-handlers.ts';
import { type SearchBody, searchHandler } from './search-handler.ts';
import { type StoreBody, storeHandlers, type UpdateBody } from './store-handlers.ts';

interface Bodies {
  Create_Vector_Store: StoreBody;
  VectorStores_Create: StoreBody;
  Modify_Vector_Store: UpdateBody;
  VectorStores_Update: UpdateBody;
  Create_Vector_Store_File: AttachBody;
  VectorStores_AttachFile: AttachBody;
  VectorStores_UpdateFile: Pick<AttachBody, 'attributes'>;
  Create_Vector_Store_File_Batch: BatchBody;
  VectorStores_CreateFileBatch: BatchBody;
  VectorStores_Search: SearchBody;
}

/** Vector stores, in the Azure OpenAI reference and through the official client of a project. Both share the stores. */
export const vectorStores = group<Bodies>('Vector stores', (project) => {
  const service = projectVectorStores(project);
  const stores = storeHandlers(service, project.clock);
  const files = fileHandlers(service, project.clock);
  const batches = batchHandlers(service, project.clock);

  return {
    List_Vector_Stores: stores.list,
    Create_Vector_Store: stores.create,
    Get_Vector_Store: stores.get,
    Modify_Vector_Store: stores.update,
    Delete_Vector_Store: stores.remove,
    List_Vector_Store_Files: files.list,
    Create_Vector_Store_File: files.attach,
    Get_Vector_Store_File: files.get,
    Delete_Vector_Store_File: files.detach,
    Create_Vector_Store_File_Batch: batches.create,
    Get_Vector_Store_File_Batch: batches.get,
    // As in the reference's example, the answer precedes the cancellation.
    Cancel_Vector_Store_File_Batch: (call) => ({ ...batches.cancel(call), status: 'cancelling' }),
    List_Vector_Store_File_Batch_Files: batches.listFiles,

    VectorStores_List: stores.list,
    VectorStores_Create: stores.create,
    VectorStores_Get: stores.get,
    VectorStores_Update: stores.update,
    VectorStores_Delete: stores.remove,
    VectorStores_Search: searchHandler(service),
    VectorStores_ListFiles: files.list,
    VectorStores_AttachFile: files.attach,
    VectorStores_GetFile: files.get,
    VectorStores_UpdateFile: files.update,
    VectorStores_DetachFile: files.detach,
    VectorStores_FileContent: files.content,
    VectorStores_CreateFileBatch: batches.create,
    VectorStores_GetFileBatch: batches.get,
    VectorStores_CancelFileBatch: batches.cancel,
    VectorStores_ListFileBatchFiles: batches.listFiles,
  };
});
