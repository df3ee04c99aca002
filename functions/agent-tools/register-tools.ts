import { app } from '@azure/functions';
import { accessSettings } from '../../shared/http/access/access-settings.ts';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { openApiDocument } from '../../shared/tools/openapi.ts';
import { purgeRecords } from '../../shared/tools/purge-records.ts';
import { OUTCOME_RETENTION_MS } from '../../shared/tools/timings.ts';
import { dataStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';
import { registerTool } from './register-tool.ts';

/** Registers what the deployment's tools need: each tool's functions, their description and their housekeeping. */
export function registerTools(tools: readonly AgentTool[]): void {
  for (const tool of tools) registerTool(tool);

  /** `GET /api/openapi.json`: the HTTP twins of all tools. */
  httpFunction('toolsOpenApi', {
    method: 'GET',
    route: 'openapi.json',
    access: 'Reader',
    handler: async ({ request }) => {
      const base = new URL('.', request.url).href.replace(/\/$/, '');
      return { status: 200, body: openApiDocument(tools, base, accessSettings(process.env)) };
    },
  });

  /** Once a day, for the sake of the bill: nothing breaks when it does not run. */
  app.timer('toolsPurge', {
    schedule: '0 17 3 * * *',
    handler: async (_timer, context) => {
      const { records, answers } = await purgeRecords(dataStorage(), new Date(Date.now() - OUTCOME_RETENTION_MS));
      context.info(`Purged ${records} records of calls and ${answers} long answers.`);
    },
  });
}
