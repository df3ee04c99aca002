import type { AgentTool } from './agent-tool.ts';
import type { JsonSchema } from './parameters.ts';

/** A tool in the definition of an agent. Classic and new agents use the same shape. */
interface AzureFunctionToolDefinition {
  readonly type: 'azure_function';
  readonly azure_function: {
    readonly function: { readonly name: string; readonly description: string; readonly parameters: JsonSchema };
    readonly input_binding: QueueBinding;
    readonly output_binding: QueueBinding;
  };
}

interface QueueBinding {
  readonly type: 'storage_queue';
  readonly storage_queue: { readonly queue_service_endpoint: string; readonly queue_name: string };
}

/** @param queueEndpoint URL of the account's queue service, without the name of a queue */
export function toolDefinition(tool: AgentTool, queueEndpoint: string): AzureFunctionToolDefinition {
  const { name, description, parameters, queues } = tool;
  const binding = (queue: string): QueueBinding => ({
    type: 'storage_queue',
    storage_queue: { queue_service_endpoint: queueEndpoint, queue_name: queue },
  });
  return {
    type: 'azure_function',
    azure_function: {
      function: { name, description, parameters },
      input_binding: binding(queues.input),
      output_binding: binding(queues.output),
    },
  };
}
