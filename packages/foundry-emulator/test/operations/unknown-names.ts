import type { OperationId } from '../../src/spec/catalogue.ts';

/** Status for a path that names an unknown object, as `parameter: status`. The default is 404. */
const KNOWN: Readonly<Partial<Record<OperationId, Readonly<Record<string, number>>>>> = {
  // The name is that of something to be made.
  Agents_CreateAgentVersion: { agent_name: 200 },
  Agents_CreateAgentVersionFromManifest: { agent_name: 200 },
  Datasets_CreateOrUpdateVersion: { name: 201, version: 201 },
  Datasets_StartPendingUploadVersion: { name: 200, version: 200 },
  EvaluationRules_CreateOrUpdate: { id: 201 },
  EvaluationTaxonomies_Create: { name: 201 },
  Evaluators_CreateVersion: { name: 201 },
  Indexes_CreateOrUpdateVersion: { name: 201, version: 201 },
  Schedules_CreateOrUpdate: { id: 201 },
  Skills_CreateVersion: { name: 200 },
  Toolboxes_CreateVersion: { name: 200 },
  // Azure's services answer a deletion with 204 whether or not the object existed.
  Datasets_DeleteVersion: { name: 204, version: 204 },
  EvaluationRules_Delete: { id: 204 },
  EvaluationTaxonomies_Delete: { name: 204 },
  Evaluators_DeleteVersion: { name: 204, version: 204 },
  Indexes_DeleteVersion: { name: 204, version: 204 },
  Schedules_Delete: { id: 204 },
  Toolboxes_Delete: { name: 204 },
  Toolboxes_DeleteVersion: { name: 204, version: 204 },
  // There are no versions of what is not there.
  Datasets_ListVersions: { name: 200 },
  Evaluators_ListVersions: { name: 200 },
  Indexes_ListVersions: { name: 200 },
  // Any name is a deployment here.
  ...Object.fromEntries(
    [
      'ChatCompletions_Create',
      'Completions_Create',
      'ImageEdits_Create',
      'ImageGenerations_Create',
      'Speech_Create',
      'Transcriptions_Create',
      'Translations_Create',
      'embeddings_create',
    ].map((id) => [id, { 'deployment-id': 200 }]),
  ),
};

export const statusForUnknown = (id: OperationId, parameter: string): number => KNOWN[id]?.[parameter] ?? 404;
