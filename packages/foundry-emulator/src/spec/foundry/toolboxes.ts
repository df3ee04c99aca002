import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

/** Toolboxes, in the released client and not in the reference. */
export const toolboxes = operations(
  { api: 'foundry', beyond: true, group: 'Toolboxes', errors: 'ApiErrorResponse' },
  {
    Toolboxes_List: {
      route: 'GET /toolboxes',
      query: cursor,
      answers: { 200: 'list<ToolboxObject>' },
    },
    Toolboxes_Get: {
      route: 'GET /toolboxes/{name}',
      answers: { 200: 'ToolboxObject' },
    },
    Toolboxes_Update: {
      route: 'PATCH /toolboxes/{name}',
      body: '{ default_version*: string }',
      answers: { 200: 'ToolboxObject' },
    },
    Toolboxes_Delete: {
      route: 'DELETE /toolboxes/{name}',
      answers: { 204: null },
    },
    Toolboxes_CreateVersion: {
      route: 'POST /toolboxes/{name}/versions',
      body: 'CreateToolboxVersionRequest',
      answers: { 200: 'ToolboxVersion' },
    },
    Toolboxes_ListVersions: {
      route: 'GET /toolboxes/{name}/versions',
      query: cursor,
      answers: { 200: 'list<ToolboxVersion>' },
    },
    Toolboxes_GetVersion: {
      route: 'GET /toolboxes/{name}/versions/{version}',
      answers: { 200: 'ToolboxVersion' },
    },
    Toolboxes_DeleteVersion: {
      route: 'DELETE /toolboxes/{name}/versions/{version}',
      answers: { 204: null },
    },
  },
);

/** Skills, in the released client and not in the reference. */
export const skills = operations(
  { api: 'foundry', beyond: true, group: 'Skills', errors: 'ApiErrorResponse' },
  {
    Skills_List: {
      route: 'GET /skills',
      query: cursor,
      answers: { 200: 'list<Skill>' },
    },
    Skills_Get: {
      route: 'GET /skills/{name}',
      answers: { 200: 'Skill' },
    },
    Skills_Update: {
      route: 'POST /skills/{name}',
      body: '{ default_version*: string }',
      answers: { 200: 'Skill' },
    },
    Skills_Delete: {
      route: 'DELETE /skills/{name}',
      answers: { 200: '{ id*: string; name*: string; deleted*: boolean }' },
    },
    Skills_CreateVersion: {
      route: 'POST /skills/{name}/versions',
      body: 'CreateSkillVersionRequest',
      answers: { 200: 'SkillVersion' },
    },
    Skills_ListVersions: {
      route: 'GET /skills/{name}/versions',
      query: cursor,
      answers: { 200: 'list<SkillVersion>' },
    },
    Skills_GetVersion: {
      route: 'GET /skills/{name}/versions/{version}',
      answers: { 200: 'SkillVersion' },
    },
    Skills_DeleteVersion: {
      route: 'DELETE /skills/{name}/versions/{version}',
      answers: { 200: '{ id*: string; name*: string; version*: string; deleted*: boolean }' },
    },
  },
);
