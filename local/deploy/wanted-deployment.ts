import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { TerminalError } from '../../shared/core/errors.ts';

const INFRA = path.resolve(import.meta.dirname, '../../infra');

const environment = z.object({
  agentSetup: z.enum(['basic', 'standard']),
  httpAuth: z.enum(['key', 'entra']),
  modelCapacity: z.number(),
  privateNetwork: z.boolean(),
  durableBackend: z.enum(['azureStorage', 'durableTaskScheduler']),
});

const models = z.object({
  deployments: z.array(
    z.object({
      name: z.string(),
      model: z.string(),
      version: z.string(),
      sku: z.string(),
      retires: z.iso.date(),
      lookedUp: z.iso.date(),
    }),
  ),
});

export type WantedModel = z.infer<typeof models>['deployments'][number];

/** The deployment that the templates would make: the environment file with what the environment variables change. */
export interface WantedDeployment extends z.infer<typeof environment> {
  readonly subscription: string;
  readonly region: string;
  readonly kind: string;
  readonly resourceGroup: string;
  readonly models: readonly WantedModel[];
}

/**
 * Reads what azd would deploy, as main.bicepparam does.
 * @throws TerminalError naming the variable that is missing or wrong
 */
export function wantedDeployment(env: NodeJS.ProcessEnv): WantedDeployment {
  const { AZURE_SUBSCRIPTION_ID: subscription, AZURE_LOCATION: region, DEPLOYMENT_KIND: kind = 'dev' } = env;
  if (!subscription || !region) {
    throw new TerminalError(
      'AZURE_SUBSCRIPTION_ID and AZURE_LOCATION are not set. Run this through `azd provision`, or set both.',
    );
  }
  const chosen = kind || 'dev';
  if (!['dev', 'prod'].includes(chosen)) {
    throw new TerminalError(`DEPLOYMENT_KIND is "${chosen}". Set it to dev or prod.`);
  }
  const file = { ...(readJson(`environments/${chosen}.json`) as object), ...overrides(env) };
  const { data, error } = environment.safeParse(file);
  if (data === undefined) throw new TerminalError(`The parameters cannot be used. ${z.prettifyError(error)}`);
  const name = env.AZURE_ENV_NAME || 'dev';
  return {
    ...data,
    subscription,
    region,
    kind: chosen,
    resourceGroup: name.endsWith('.') ? `rg-${name}-` : `rg-${name}`,
    models: models.parse(readJson('models.json')).deployments,
  };
}

function overrides({ AGENT_SETUP, HTTP_AUTH, DURABLE_BACKEND }: NodeJS.ProcessEnv): object {
  return {
    ...(AGENT_SETUP ? { agentSetup: AGENT_SETUP } : {}),
    ...(HTTP_AUTH ? { httpAuth: HTTP_AUTH } : {}),
    ...(DURABLE_BACKEND ? { durableBackend: DURABLE_BACKEND } : {}),
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(INFRA, file), 'utf8'));
