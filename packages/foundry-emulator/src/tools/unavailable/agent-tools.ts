import type { AgentTool } from '../../apis/conversations/agent-tool-items.ts';
import { callAndOutput } from '../contract/call-and-output.ts';
import { textFunction } from '../contract/tool-functions.ts';
import type { ToolKind } from '../contract/tool-kind.ts';

interface Elsewhere {
  readonly type: Exclude<AgentTool, 'azure_function' | 'openapi' | 'azure_ai_search'>;
  readonly description: string;
  /** Missing feature, as a clause after "this emulator". */
  readonly lacks: string;
  /** True for search tools. */
  readonly looksUp?: true;
}

const TOOLS: readonly Elsewhere[] = [
  {
    type: 'bing_grounding',
    description: 'Searches the web with Bing.',
    lacks: 'searches no web',
    looksUp: true,
  },
  {
    type: 'bing_custom_search_preview',
    description: 'Searches chosen web sites with Bing.',
    lacks: 'searches no web',
    looksUp: true,
  },
  {
    type: 'sharepoint_grounding_preview',
    description: 'Searches the documents of a SharePoint site.',
    lacks: 'has no SharePoint',
    looksUp: true,
  },
  {
    type: 'fabric_dataagent_preview',
    description: 'Asks a Microsoft Fabric data agent about the data it has.',
    lacks: 'has no Microsoft Fabric',
    looksUp: true,
  },
  {
    type: 'browser_automation_preview',
    description: 'Carries out a task in a web browser: opens pages, clicks, fills in forms.',
    lacks: 'drives no browser',
  },
  {
    type: 'a2a_preview',
    description: 'Hands a task to another agent, and gives back what it answers.',
    lacks: 'calls no agents of others',
  },
];

/** Tools that only the service can run. The model may call them; the call fails with an explanation and the response continues. */
export const unavailableKinds: readonly ToolKind[] = TOOLS.map(({ type, description, lacks, looksUp }): ToolKind => {
  const items = callAndOutput(type);
  // Only some item types have a name.
  const name = type === 'a2a_preview' ? { name: type } : {};
  return {
    type,
    accept: () => ({
      functions: [
        textFunction(type, description, {
          query: 'What to look for or to do, in plain words.',
          ...(looksUp ? { looksUp: 'told' } : {}),
        }),
      ],
      begin: (call) => items.call(call, name),
      run: (call, begun) =>
        Promise.resolve({
          item: { ...begun, status: 'failed' },
          outputs: [{ ...items.output(call, notAvailable(type, lacks), name), status: 'failed' }],
        }),
    }),
    recall: items.recall,
  };
});

/** Explanation for model and client that a call is not available locally. */
export const notAvailable = (tool: string, what: string): string =>
  `The tool "${tool}" is not available locally: this emulator ${what}. Nothing was looked up or done.`;
