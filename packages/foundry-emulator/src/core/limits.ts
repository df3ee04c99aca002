/**
 * Limits of the services that the emulator keeps to, each with its source. Nothing else in the emulator repeats these numbers.
 */

const MIB = 1024 * 1024;

/** Bytes of one file. Source: Azure OpenAI "Quotas and limits" (512 MB by API); OpenAI files reference (512 MB). */
export const MAX_FILE_BYTES = 512 * MIB;

/** Bytes of one file for fine-tuning. Source: Azure OpenAI "Quotas and limits" (1 GB). */
export const MAX_FINE_TUNING_FILE_BYTES = 1024 * MIB;

/** Bytes of one file for batches. Source: OpenAI files reference (200 MB). */
export const MAX_BATCH_FILE_BYTES = 200 * MIB;

/** Bytes of a file that is uploaded in parts, and of one part. Source: OpenAI uploads reference (8 GB, 64 MB). */
export const MAX_UPLOAD_BYTES = 8 * 1024 * MIB;
export const MAX_UPLOAD_PART_BYTES = 64 * MIB;

/** Seconds after which an upload expires. Source: OpenAI uploads reference (one hour). */
export const UPLOAD_LIFETIME_SECONDS = 3600;

/** Minutes without activity after which a container of the code interpreter expires. Source: OpenAI code interpreter guide (20 minutes). */
export const CONTAINER_IDLE_MINUTES = 20;

/** Requests of one batch. Source: OpenAI batch guide (50,000); Azure OpenAI "Quotas and limits" has 100,000. */
export const MAX_BATCH_REQUESTS = 100_000;

/** Seconds after which a batch expires: the only completion window, 24 hours. Source: OpenAI batches reference. */
export const BATCH_WINDOW_SECONDS = 24 * 3600;

/** Seconds after which a file may be told to expire. Source: OpenAI files reference (one hour to thirty days). */
export const FILE_EXPIRY_SECONDS = { min: 3600, max: 2_592_000 } as const;

/** Seconds a batch file lives where nothing is said. Source: OpenAI files reference (thirty days). */
export const BATCH_FILE_LIFETIME_SECONDS = 2_592_000;

/** Files on one page of a list, at most and where nothing is said. Source: OpenAI files reference. */
export const MAX_FILES_PER_PAGE = 10_000;

/** Examples a training file must have. Source: OpenAI and Azure fine-tuning guides. */
export const MIN_TRAINING_EXAMPLES = 10;

/** Bytes of one row of evaluation data, which is held in memory; a limit of the emulator's own. */
export const MAX_ROW_BYTES = 16 * MIB;

/** Fine-tuning jobs that run at once in a resource. Source: Azure OpenAI "Quotas and limits". */
export const MAX_RUNNING_FINE_TUNING_JOBS = 3;

/** Fine-tuning jobs that wait in a resource. Source: Azure OpenAI "Quotas and limits". */
export const MAX_QUEUED_FINE_TUNING_JOBS = 20;

/** Characters of a fine-tuned model's suffix. Source: Foundry Project REST 2025-11-15-preview. */
export const MAX_SUFFIX_LENGTH = 64;

/** Milliseconds a Python grader may take. Source: OpenAI graders guide (two minutes). */
export const PYTHON_GRADER_TIMEOUT_MS = 120_000;

/** Bytes of memory a Python grader may take. Source: OpenAI graders guide (2 GB). */
export const PYTHON_GRADER_MEMORY_BYTES = 2 * 1024 * MIB;

/** Bytes of a Python grader's source. Source: OpenAI graders guide (256 kB). */
export const MAX_PYTHON_GRADER_BYTES = 256 * 1024;

/** Tokens a request to a model may have. Source: Azure OpenAI "models" page, gpt-4o and gpt-4o-mini (128,000). */
export const CONTEXT_WINDOW_TOKENS = 128_000;

/** Bytes of one image given to a chat model. Source: Azure OpenAI "Quotas and limits" (20 MB). */
export const MAX_IMAGE_BYTES = 20 * MIB;

/** Bytes of an image to edit. Source: OpenAI images reference (50 MB). */
export const MAX_EDITED_IMAGE_BYTES = 50 * MIB;

/** Images of one edit, with its mask. Source: OpenAI images reference (16 images). */
export const MAX_EDITED_IMAGES = 17;

/** Bytes of a file that is part of a chat message. Source: OpenAI "File inputs" (50 MB per file and per request). */
export const MAX_CHAT_FILE_BYTES = 50 * MIB;

/** Chunks where nothing is said. Source: Azure OpenAI REST 2024-10-01-preview. */
export const AUTO_CHUNKING = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 } as const;

/** Files of one batch in v1. In 2024-10-01-preview 500, by its reference. Source: OpenAI vector store file batches reference. */
export const MAX_FILES_PER_BATCH = 2_000;

/** Files of one vector store. Source: Foundry Agent Service "Vector stores". */
export const MAX_FILES_PER_VECTOR_STORE = 10_000;

/** Tokens of one file. Source: OpenAI file search guide (5,000,000); Azure OpenAI "Quotas and limits" has 2,000,000. */
export const MAX_FILE_TOKENS = 5_000_000;

/** Requests a minute that may attach files to one vector store, singly or as batches. Source: OpenAI vector store files reference. */
export const ATTACHES_PER_MINUTE = 300;

/** Files a second that may be uploaded to a resource. Source: Azure OpenAI "Quotas and limits". */
export const UPLOADS_PER_SECOND = 30;
/** Texts in the prompt of one completion. Source: OpenAI completions reference (2,048 prompts). */
export const MAX_PROMPTS = 2048;

/** Bytes that the parts of an office document with text in them may have once unpacked: a small file can hold very much. */
export const MAX_UNPACKED_BYTES = 200 * MIB;
/** Seconds for which a made image can be fetched by its address. Source: Azure OpenAI image generation guide (24 hours). */
export const IMAGE_LIFETIME_SECONDS = 24 * 3600;

/** Made images that are kept in a project, so that the folder does not grow for ever; a limit of the emulator's own. */
export const MAX_KEPT_IMAGES = 200;

/** Tokens of one text to embed. Source: Azure OpenAI REST 2024-10-01-preview (8,192). */
export const MAX_EMBEDDING_TOKENS = 8_192;
/** Milliseconds that a server of the Model Context Protocol may take for one answer. Source: the protocol's SDK (60 s where nothing is said). */
export const MCP_CALL_TIMEOUT_MS = 60_000;

/** Milliseconds that an API may take for one answer to an `openapi` tool; a limit of the emulator's own. */
export const OPENAPI_CALL_TIMEOUT_MS = 60_000;

/** Characters of the answer of an API or a server that the model reads; a limit of the emulator's own. */
export const MAX_TOOL_ANSWER = 128 * 1024;

/** Seconds an update of memories waits for the next. Source: Foundry Project REST 2025-11-15-preview. */
export const UPDATE_DELAY_SECONDS = 300;

/** Bytes of one audio file to transcribe. Source: Azure OpenAI "Quotas and limits" (25 MB). */
export const MAX_AUDIO_BYTES = 25 * MIB;

/** Limits of a strict schema. Source: OpenAI structured outputs guide (Azure's older page says 100 properties and five levels). */
export const STRICT_SCHEMA_LIMITS = { properties: 5_000, levels: 10, enumValues: 1_000 } as const;
