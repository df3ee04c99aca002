/** A client whose programs run against the emulator. */
export interface Client {
  readonly name: string;
  readonly runtime: 'node' | 'dotnet';
  /** File below `programs`, or the project below `programs/dotnet`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Packages whose versions the table of the documentation shows. */
  readonly packages: readonly string[];
}

const node = (name: string, program: string, ...packages: string[]): Client => ({
  name,
  program: `${program}.ts`,
  runtime: 'node',
  args: [],
  packages,
});

const dotnet = (name: string, project: string, args: string[], ...packages: string[]): Client => ({
  name,
  program: project,
  runtime: 'dotnet',
  args,
  packages,
});

export const CLIENTS: readonly Client[] = [
  node('openai-node', 'openai', 'openai'),
  node('AzureOpenAI', 'azure-openai', 'openai'),
  node('ai-projects', 'ai-projects', '@azure/ai-projects'),
  node('ai-projects-beta', 'ai-projects-beta', 'ai-projects-beta'),
  node('ai-agents', 'ai-agents', '@azure/ai-agents'),
  node('ai-sdk-azure', 'ai-sdk-azure', 'ai', '@ai-sdk/azure', 'zod'),
  node('ai-sdk-openai', 'ai-sdk-openai', 'ai', '@ai-sdk/openai', 'zod'),
  node('langchain-zod4', 'langchain-zod4', 'langchain', '@langchain/openai', '@langchain/core', 'zod'),
  node('langchain-zod3', 'langchain-zod3', 'langchain', '@langchain/openai', '@langchain/core', 'zod3'),
  node('openai-agents', 'openai-agents', '@openai/agents', 'zod'),
  node('llamaindex', 'llamaindex', 'llamaindex', '@llamaindex/openai', 'zod'),
  node('mastra', 'mastra', '@mastra/core', '@ai-sdk/azure', '@ai-sdk/openai', 'zod'),
  node('promptfoo', 'promptfoo', 'promptfoo'),
  dotnet('dotnet-azure-openai', 'azure', [], 'Azure.AI.OpenAI'),
  dotnet('dotnet-azure-openai-beta', 'azure-preview', [], 'Azure.AI.OpenAI'),
  dotnet('dotnet-openai', 'openai-library', [], 'OpenAI'),
  dotnet(
    'dotnet-extensions-ai',
    'extensions',
    ['extensions-ai'],
    'Microsoft.Extensions.AI',
    'Microsoft.Extensions.AI.OpenAI',
  ),
  dotnet(
    'dotnet-agent-framework',
    'extensions',
    ['agent-framework'],
    'Microsoft.Agents.AI',
    'Microsoft.Extensions.AI.OpenAI',
  ),
];
