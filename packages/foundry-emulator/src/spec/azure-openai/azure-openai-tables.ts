import { assistants } from './assistants.ts';
import { classicAgentOperations } from './assistants-beyond.ts';
import { audio } from './audio.ts';
import { chatCompletions } from './chat-completions.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { imageEdits, images } from './images.ts';
import { inferenceV1 } from './inference-v1.ts';
import { messages } from './messages.ts';
import { runSteps } from './run-steps.ts';
import { runs } from './runs.ts';
import { storedChatCompletions } from './stored-completions.ts';
import { threads } from './threads.ts';
import { models, moderations } from './v1.ts';
import { vectorStoreFileBatches } from './vector-store-file-batches.ts';
import { vectorStoreFiles } from './vector-store-files.ts';
import { vectorStores } from './vector-stores.ts';

/** Azure OpenAI inference REST, 2024-10-01-preview: 42 operations in 13 groups, and what else clients need. */
export const azureOpenAITables = [
  completions,
  embeddings,
  chatCompletions,
  audio,
  images,
  imageEdits,
  inferenceV1,
  models,
  moderations,
  storedChatCompletions,
  assistants,
  classicAgentOperations,
  threads,
  messages,
  runs,
  runSteps,
  vectorStores,
  vectorStoreFiles,
  vectorStoreFileBatches,
] as const;
