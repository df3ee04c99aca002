import { operations } from '../shapes/operation.ts';

export const schedules = operations(
  { api: 'foundry', group: 'Schedules', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Schedules_List: {
      route: 'GET /schedules',
      answers: { 200: 'PagedSchedule' },
    },
    Schedules_Delete: {
      route: 'DELETE /schedules/{id}',
      answers: { 204: null },
    },
    Schedules_Get: {
      route: 'GET /schedules/{id}',
      answers: { 200: 'Schedule' },
    },
    Schedules_CreateOrUpdate: {
      route: 'PUT /schedules/{id}',
      body: 'Schedule',
      answers: { 200: 'Schedule', 201: 'Schedule' },
    },
    Schedules_ListRuns: {
      route: 'GET /schedules/{id}/runs',
      answers: { 200: 'PagedScheduleRun' },
    },
    Schedules_GetRun: {
      route: 'GET /schedules/{scheduleId}/runs/{runId}',
      answers: { 200: 'ScheduleRun' },
    },
  },
);
