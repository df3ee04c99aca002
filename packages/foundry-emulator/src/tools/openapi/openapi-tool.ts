import { messageOf } from '../../../../../shared/core/errors.ts';
import { isRecord } from '../../core/json-schema.ts';
import { MAX_TOOL_ANSWER, OPENAPI_CALL_TIMEOUT_MS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { callAndOutput } from '../contract/call-and-output.ts';
import { acceptDefinition, parsedArguments } from '../contract/tool-functions.ts';
import type { Tool, ToolCall, ToolKind } from '../contract/tool-kind.ts';
import { allowedHosts, firstText } from '../remote/allowed-hosts.ts';
import { authorize } from './authorize.ts';
import { type OpenApiDefinition, openApiDefinition } from './definition.ts';
import { functionOf } from './function-of.ts';
import type { Operation } from './operations.ts';
import { readDocument } from './read-document.ts';
import { requestOf } from './request-of.ts';

const items = callAndOutput('openapi');

/** Calls APIs that an OpenAPI document describes, on this machine or on hosts that the settings allow. */
export function openApiKind(project: ProjectContext): ToolKind {
  const hosts = allowedHosts(project.settings);

  const send = async (definition: OpenApiDefinition, operation: Operation, call: ToolCall, signal: AbortSignal) => {
    const args = parsedArguments(call);
    if (!args) throw new Error('The arguments are not a JSON object.');
    const request = requestOf(operation, args, definition.default_params ?? []);
    authorize(request, operation, definition.auth, project);
    const { url, body, ...rest } = request;
    const late = AbortSignal.timeout(OPENAPI_CALL_TIMEOUT_MS);
    const answer = await hosts.fetch(url, {
      ...rest,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([signal, late]),
    });
    const text = await firstText(answer, MAX_TOOL_ANSWER);
    if (!answer.ok) throw new Error(`${operation.method} ${operation.path} answered ${answer.status}. ${text}`.trim());
    return text;
  };

  const ready = (definition: OpenApiDefinition, operations: readonly Operation[]): Tool => {
    const presets = definition.default_params ?? [];
    const functions = operations.map((operation) => functionOf(definition.name, operation, presets));
    return {
      functions,
      begin: (call) => items.call(call, { name: call.name }),
      async run(call, begun, { signal }) {
        const operation = operations[functions.findIndex(({ name }) => name === call.name)];
        const end = (status: string, told: object) => ({
          item: { ...begun, status },
          outputs: [{ ...items.output(call, JSON.stringify(told), { name: call.name }), status }],
        });
        try {
          if (!operation) throw new Error(`The document has no operation for ${call.name}.`);
          return end('completed', { response: await send(definition, operation, call, signal) });
        } catch (error) {
          signal.throwIfAborted();
          return end('failed', { error: reasonOf(error) });
        }
      },
    };
  };

  return {
    type: 'openapi',
    accept(given, param) {
      const { openapi } = acceptDefinition(openApiDefinition, given, param);
      return {
        functions: [],
        begin: () => {
          throw new Error('A document must be read before its operations are called.');
        },
        async open() {
          try {
            return ready(openapi, await readDocument(openapi.spec));
          } catch (cause) {
            throw new ModelError('server_error', `${param}.openapi.spec: ${messageOf(cause)}`);
          }
        },
      };
    },
    recall(item) {
      const recalled = items.recall(item);
      return recalled?.map((each) => (each.type === 'result' ? { ...each, output: wordsOf(each.output) } : each));
    },
  };
}

/** Returns the response of the API without its wrapper object. */
function wordsOf(output: string): string {
  try {
    const told: unknown = JSON.parse(output);
    const words = isRecord(told) ? (told.response ?? told.error) : undefined;
    return typeof words === 'string' ? words : output;
  } catch {
    return output;
  }
}

/** Returns the message with that of the cause, which is where `fetch` has the reason. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error
    ? `${error.message}: ${error.cause.message || String(error.cause)}`
    : messageOf(error);
