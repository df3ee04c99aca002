import type { Group } from '../core/http/operation-group.ts';
import type { SeedSection } from '../core/project/seed-objects.ts';
import type { ScenarioKind } from '../core/scenarios/scenarios.ts';
import { contentFilterScenario } from '../model/content-filter/default-rules.ts';
import { modelScenario } from '../model/scenario/model-scenario.ts';
import { agents } from './agents/agent-operations.ts';
import { agentContainers } from './agents/container-operations.ts';
import { containerScenario } from './agents/container-scenario.ts';
import { agentImports } from './agents/import-operations.ts';
import { manifestSeed } from './agents/manifest.ts';
import { assistants } from './assistants/operations/assistant-operations.ts';
import { classicAgentOperations } from './assistants/operations/classic-agent-operations.ts';
import { messages } from './assistants/operations/message-operations.ts';
import { runs } from './assistants/operations/run-operations.ts';
import { runSteps } from './assistants/operations/run-step-operations.ts';
import { threads } from './assistants/operations/thread-operations.ts';
import { audio } from './audio/audio-operations.ts';
import { batches } from './batches/batch-operations.ts';
import { chatCompletions } from './chat-completions/create-chat-completion.ts';
import { storedChatCompletions } from './chat-completions/stored-completion-operations.ts';
import { completions } from './completions/create-completion.ts';
import { connectionSeed } from './connections/connection.ts';
import { connections } from './connections/connection-operations.ts';
import { codeContainers } from './containers/container-operations.ts';
import { conversations } from './conversations/conversation-operations.ts';
import { datasets } from './datasets/dataset-operations.ts';
import { deployments } from './deployments/deployment-operations.ts';
import { deploymentSeed } from './deployments/model-catalogue.ts';
import { embeddings } from './embeddings/embedding-operations.ts';
import { evals } from './evals/eval-operations.ts';
import { evaluationRules } from './evaluation-rules/evaluation-rule-operations.ts';
import { evaluationTaxonomies } from './evaluation-taxonomies/taxonomy-operations.ts';
import { evaluators } from './evaluators/evaluator-operations.ts';
import { files } from './files/file-operations.ts';
import { fineTuning } from './fine-tuning/fine-tuning-operations.ts';
import { fineTuningScenario } from './fine-tuning/job/fine-tuning-scenario.ts';
import { graders } from './graders/grader-operations.ts';
import { images } from './images/image-operations.ts';
import { indexes } from './indexes/index-operations.ts';
import { insights } from './insights/insight-operations.ts';
import { memoryItems } from './memory-stores/memory-item-operations.ts';
import { memoryStores } from './memory-stores/memory-store-operations.ts';
import { models } from './models/model-operations.ts';
import { moderations } from './moderations/moderation-operations.ts';
import { redTeams } from './red-teams/red-team-operations.ts';
import { responses } from './responses/response-operations.ts';
import { schedules } from './schedules/schedule-operations.ts';
import { skills } from './skills/skill-operations.ts';
import { toolboxes } from './toolboxes/toolbox-operations.ts';
import { uploads } from './uploads/upload-operations.ts';
import { vectorStores } from './vector-stores/operations/vector-store-operations.ts';

/** Kinds of scenarios that the settings and `/_emulator/scenarios/` accept. */
export const scenarioKinds: readonly ScenarioKind<unknown>[] = [
  contentFilterScenario,
  containerScenario,
  fineTuningScenario,
  modelScenario,
];

/** Sections of the seed file whose objects exist in every project. */
export const seedSections: readonly SeedSection<unknown>[] = [deploymentSeed, connectionSeed, manifestSeed];

/** Every operation group the emulator serves. To add an API, add a folder beside this file and one line here. */
export const groups: readonly Group[] = [
  agentContainers,
  agentImports,
  agents,
  assistants,
  classicAgentOperations,
  audio,
  batches,
  chatCompletions,
  codeContainers,
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
  graders,
  images,
  indexes,
  insights,
  memoryItems,
  memoryStores,
  messages,
  models,
  moderations,
  redTeams,
  responses,
  runSteps,
  runs,
  schedules,
  storedChatCompletions,
  skills,
  threads,
  toolboxes,
  uploads,
  vectorStores,
];
