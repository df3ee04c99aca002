/**
 * Limits of the services this backend talks to, each with its source. The app repeats these numbers
 * nowhere else. The emulator has limits of its own: it plays the service, and is published alone.
 */

/** Bytes one storage queue message may have on the wire. Source: Azure Queue Storage, "Put Message" (64 KiB). */
export const MAX_QUEUE_MESSAGE_BYTES = 65_536;

/** Bytes of text that fit a message once it is written as base64, four characters for every three bytes. */
export const MAX_BASE64_MESSAGE_TEXT_BYTES = (MAX_QUEUE_MESSAGE_BYTES / 4) * 3;

/** Messages one "Get Messages" may return. Source: Azure Queue Storage, "Get Messages" (numofmessages 1 to 32). */
export const MAX_MESSAGES_PER_GET = 32;

/** Milliseconds a message may be hidden. Source: Azure Queue Storage, "Get Messages" and "Update Message" (7 days). */
export const MAX_VISIBILITY_TIMEOUT_MS = 604_800_000;

/** Characters a queue name may have, poison suffix included. Source: "Naming Queues and Metadata" (3 to 63). */
export const MAX_QUEUE_NAME_LENGTH = 63;

/** Milliseconds an agent's run lives before it expires, tool calls included. Source: Foundry function-calling guide (10 minutes). */
export const AGENT_RUN_LIFETIME_MS = 600_000;

/** Tools one agent may have. Source: Foundry "limits, quotas, regions" page. */
export const MAX_TOOLS_PER_AGENT = 128;

/** Characters a function tool's name may have, [A-Za-z0-9_-]. Source: Foundry Project REST 2025-11-15-preview, function tools. */
export const MAX_TOOL_NAME_LENGTH = 64;

/** Characters an agent's name may have: letters and digits at both ends, hyphens inside. Source: Foundry Project REST 2025-11-15-preview. */
export const MAX_AGENT_NAME_LENGTH = 63;

/** Operations one table transaction may hold, all on one partition. Source: "Performing entity group transactions". */
export const MAX_TABLE_TRANSACTION = 100;

/** Pairs of metadata one object of the service may have, and characters of their keys and values. Source: Foundry Project REST 2025-11-15-preview. */
export const MAX_METADATA_PAIRS = 16;
export const MAX_METADATA_KEY = 64;
export const MAX_METADATA_VALUE = 512;

/** Bytes of a file for fine-tuning. Source: Azure OpenAI "quotas and limits" (1 GB). */
export const MAX_FINE_TUNING_FILE_BYTES = 1_073_741_824;

/** Bytes of any other file at the service. Source: Azure OpenAI "quotas and limits" (512 MB). */
export const MAX_FILE_BYTES = 536_870_912;

/** Examples a training file needs. Source: OpenAI and Azure OpenAI fine-tuning guides (10). */
export const MIN_TRAINING_EXAMPLES = 10;

/** Rows of an evaluation that may stand in the request itself, and bytes of them all. Ours: what is larger belongs into a blob. */
export const MAX_INLINE_ROWS = 1_000;
export const MAX_INLINE_BYTES = 1_048_576;

/** Files one batch may name. Source: Azure OpenAI REST 2024-10-01-preview (1 to 500). */
export const MAX_FILES_PER_BATCH = 500;

/** The same in `v1`. Source: OpenAI vector store file batches reference (2,000). */
export const MAX_FILES_PER_BATCH_V1 = 2_000;

/** Files one vector store may hold. Source: Foundry Agent Service "Vector stores". */
export const MAX_FILES_PER_VECTOR_STORE = 10_000;

/** Files a resource takes in one second. Source: Azure OpenAI "quotas and limits" (30 uploads per second). */
export const UPLOADS_PER_SECOND = 30;

/** Requests a minute that may attach files to one vector store; a batch is one of them. Source: OpenAI vector store files reference (300). */
export const ATTACHES_PER_MINUTE = 300;

/** Tokens of a chunk, and of its overlap with the next one: at most half. Source: Azure OpenAI REST 2024-10-01-preview. */
export const CHUNK_TOKENS = { min: 100, max: 4_096 } as const;

/** Days an unused vector store may be kept. Source: Azure OpenAI REST 2024-10-01-preview. */
export const MAX_STORE_EXPIRY_DAYS = 365;
