import { agents, agentsBeyond } from './agents.ts';
import { batches } from './batches.ts';
import { codeContainers } from './code-containers.ts';
import { connections } from './connections.ts';
import { conversations } from './conversations.ts';
import { datasets } from './datasets.ts';
import { deployments } from './deployments.ts';
import { embeddings } from './embeddings.ts';
import { evals, evalsBeyond } from './evals.ts';
import { evaluationRules } from './evaluation-rules.ts';
import { evaluationTaxonomies } from './evaluation-taxonomies.ts';
import { evaluators } from './evaluators.ts';
import { files } from './files.ts';
import { fineTuning, graders } from './fine-tuning.ts';
import { indexes } from './indexes.ts';
import { insights } from './insights.ts';
import { memoryItems, memoryStores } from './memory-stores.ts';
import { redTeams } from './red-teams.ts';
import { responses, responsesBeyond } from './responses.ts';
import { schedules } from './schedules.ts';
import { skills, toolboxes } from './toolboxes.ts';
import { uploads } from './uploads.ts';
import { vectorStores } from './vector-stores.ts';

/** Foundry Project REST, 2025-11-15-preview: 108 operations in 16 groups; and what clients need beyond it. */
export const foundryTables = [
  agents,
  agentsBeyond,
  connections,
  datasets,
  deployments,
  evaluationRules,
  evaluationTaxonomies,
  evaluators,
  indexes,
  insights,
  memoryStores,
  memoryItems,
  conversations,
  evals,
  evalsBeyond,
  files,
  uploads,
  batches,
  codeContainers,
  toolboxes,
  skills,
  fineTuning,
  graders,
  responses,
  responsesBeyond,
  redTeams,
  schedules,
  vectorStores,
  embeddings,
] as const;
