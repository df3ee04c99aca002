import type { Group } from '../frame/group.ts';
import { agents } from './agents/agents.ts';
import { agentContainers } from './agents/containers/containers.ts';
import { agentImports } from './agents/imports.ts';
import { assistants } from './assistants/assistants.ts';
import { assistantsBeyond } from './assistants/beyond.ts';
import { messages } from './assistants/messages.ts';
import { runSteps } from './assistants/run-steps.ts';
import { runs } from './assistants/runs.ts';
import { threads } from './assistants/threads.ts';
import { audio } from './audio/audio.ts';
import { chatCompletions } from './chat-completions/chat-completions.ts';
import { storedChatCompletions } from './chat-completions/stored.ts';
import { completions } from './completions/completions.ts';
import { connections } from './connections/connections.ts';
import { conversations } from './conversations/conversations.ts';
import { datasets } from './datasets/datasets.ts';
import { deployments } from './deployments/deployments.ts';
import { embeddings } from './embeddings/embeddings.ts';
import { evals } from './evals/evals.ts';
import { evaluationRules } from './evaluation-rules/evaluation-rules.ts';
import { evaluationTaxonomies } from './evaluation-taxonomies/evaluation-taxonomies.ts';
import { evaluators } from './evaluators/evaluators.ts';
import { files } from './files/files.ts';
import { fineTuning } from './fine-tuning/fine-tuning.ts';
import { images } from './images/images.ts';
import { indexes } from './indexes/indexes.ts';
import { insights } from './insights/insights.ts';
import { memoryStores } from './memory-stores/memory-stores.ts';
import { redTeams } from './red-teams/red-teams.ts';
import { responses } from './responses/responses.ts';
import { schedules } from './schedules/schedules.ts';
import { vectorStores } from './vector-stores/vector-stores.ts';

/** Everything that is served. A new group is a folder beside this file and one line here. */
export const groups: readonly Group[] = [
  agentContainers,
  agentImports,
  agents,
  assistants,
  assistantsBeyond,
  audio,
  chatCompletions,
  completions,
  connections,
  conversations,
  datasets,
  deployments,
  embeddings,
  evals,
  evaluationRules,
  evaluationTaxonomies,
  evaluators,
  files,
  fineTuning,
  images,
  indexes,
  insights,
  memoryStores,
  messages,
  redTeams,
  responses,
  runSteps,
  runs,
  schedules,
  storedChatCompletions,
  threads,
  vectorStores,
];
