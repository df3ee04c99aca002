import * as z from 'zod';
import { named, type RouteDocs } from '../http/openapi.ts';
import type { AgentTool } from './agent-tool.ts';

/** The HTTP route of a tool, below the app's route prefix. */
export const toolRoute = (tool: Pick<AgentTool, 'name'>) => `tools/${tool.name}`;

const answer = named(
  'ToolAnswer',
  z.object({ value: z.unknown().meta({ description: 'Text, or the JSON that the tool returns.' }) }),
);
const failure = named('ToolFailure', z.object({ error: z.object({ code: z.string(), message: z.string() }) }));

/** Describes the HTTP route of a tool. */
export function toolDocs({ name, description, idempotent, parameters, openApiParameters }: AgentTool): RouteDocs {
  const failed = (text: string) => ({ description: text, schema: failure });
  return {
    tag: 'tools',
    // Agents call the operation by this name.
    operationId: name,
    summary: firstSentence(description),
    description,
    idempotencyKey: !idempotent,
    body: named(`${name}_arguments`, { '3.1': parameters, '3.0': openApiParameters }),
    responses: { 200: { description: 'The answer of the tool.', schema: answer } },
    rejections: {
      400: failed('The arguments are not valid; the message names them.'),
      ...(idempotent ? {} : { 409: failed('The idempotency key belongs to a call with other arguments.') }),
      422: failed('The tool cannot do this; the message says why.'),
      500: failed('The call may or may not have been carried out.'),
      503: failed('The call was not carried out and may work later; see Retry-After.'),
    },
  };
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
