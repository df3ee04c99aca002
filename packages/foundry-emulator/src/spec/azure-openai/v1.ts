import { operations } from '../shapes/operation.ts';

const about = {
  api: 'foundry',
  alsoAt: 'azure-openai',
  shapes: 'azure-openai',
  beyond: true,
  errors: 'errorResponse',
} as const;

/** Models, as the official clients list them. In neither reference. */
export const models = operations(
  { ...about, group: 'Models' },
  {
    Models_List: {
      route: 'GET /openai/models',
      answers: { 200: '{ object*: "list"; data*: modelObject[] }' },
    },
    Models_Get: {
      route: 'GET /openai/models/{model}',
      answers: { 200: 'modelObject' },
    },
    Models_Delete: {
      route: 'DELETE /openai/models/{model}',
      answers: { 200: '{ id*: string; object*: "model"; deleted*: boolean }' },
    },
  },
);

/** Moderations, as the official client sends them. In neither reference. */
export const moderations = operations(
  { ...about, group: 'Moderations' },
  {
    Moderations_Create: {
      route: 'POST /openai/moderations',
      body: 'createModerationRequest',
      answers: { 200: 'createModerationResponse' },
    },
  },
);
