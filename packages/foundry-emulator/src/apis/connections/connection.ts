import { z } from 'zod';
import { seedSection } from '../../core/project/seed-objects.ts';

/** Fields of credentials beside their type; a secret each. */
const credentials = z.union([
  z.strictObject({ type: z.literal('ApiKey'), key: z.string().min(1) }),
  z.strictObject({ type: z.literal('SAS'), SAS: z.string().min(1) }),
  z.strictObject({ type: z.enum(['AAD', 'None', 'AgenticIdentityToken']) }),
  z.object({ type: z.literal('CustomKeys') }).catchall(z.string()),
]);

const connectionSchema = z.strictObject({
  name: z.string().min(1),
  type: z.enum([
    'AzureOpenAI',
    'AzureBlob',
    'AzureStorageAccount',
    'CognitiveSearch',
    'CosmosDB',
    'ApiKey',
    'AppConfig',
    'AppInsights',
    'CustomKeys',
    'RemoteTool',
  ]),
  /** Address of the service. */
  target: z.string().min(1),
  isDefault: z.boolean().default(false),
  metadata: z.record(z.string(), z.string()).default({}),
  credentials: credentials.default({ type: 'AAD' }),
});

export type Connection = z.infer<typeof connectionSchema>;

/** Connections of every project, in place of the default one. */
export const connectionSeed = seedSection<Connection>('connections', connectionSchema);
