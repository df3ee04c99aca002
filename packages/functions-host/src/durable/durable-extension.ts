import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { IndexingError } from '../core/errors.ts';
import type { AppFunction, HostExtension, Listener, NamedBinding } from '../extension/extension.ts';
import type { ExtensionFactory, HostServices } from '../extension/host-services.ts';
import { runManually } from './activities/run-activity-manually.ts';
import { configView } from './context/config-view.ts';
import { DurableFunctions, type DurableKind } from './context/durable-functions.ts';
import { type DurableSettings, readDurableSettings } from './context/durable-settings.ts';
import { DurableClient } from './engine/durable-client.ts';
import { Engine } from './engine/engine.ts';
import { answerManagement } from './management/api.ts';
import { ManagementCall } from './management/call.ts';
import { bindingLinks, type LinkBase } from './management/links.ts';
import { sendReply } from './management/reply.ts';
import { RpcServer } from './management/rpc-server.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

const WEBHOOKS = 'durabletask';

const kinds: Readonly<Record<string, DurableKind>> = {
  orchestrationtrigger: 'orchestrator',
  activitytrigger: 'activity',
  entitytrigger: 'entity',
};

/** Durable Functions on this host's own engine. Each task hub is one file in the host's state folder. */
export const durableExtension: ExtensionFactory = (services) => {
  const settings = readDurableSettings(services.hostJson, services.settings);
  const functions = new DurableFunctions();
  let indexed = new DurableFunctions();
  let running: Running | undefined;

  const extension: HostExtension = {
    triggers: ['orchestrationTrigger', 'activityTrigger', 'entityTrigger'],
    bindings: ['durableClient'],
    config: { section: 'durableTask', values: configView(settings) },

    beginIndexing: () => {
      indexed = new DurableFunctions();
    },
    index: (fn) => {
      const kind = kinds[fn.trigger.type.toLowerCase()];
      if (kind && !services.settings.isDisabled(fn.name)) indexed.add(kind, nameOf(fn), fn);
      return kind === 'activity' ? { ...idle, runManually: (input) => runManually(fn, input, services.invoke) } : idle;
    },
    activate: () => functions.replaceWith(indexed),
    check: (_fn, binding) => requireOwnHub(binding, settings),
    read: async () => {
      if (!running) return undefined;
      return { json: JSON.stringify(clientBinding(running)) };
    },
    start: async () => {
      running = await start(services, settings, functions);
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
    webhooks: {
      name: WEBHOOKS,
      handle: async ({ request, response, path: rest }) => {
        if (!running) return false;
        const call = new ManagementCall({ ...request, path: rest });
        sendReply(response, await running.answer(call));
        return true;
      },
    },
  };
  return extension;
};

/** The engine calls all durable functions, so single functions have no listener of their own. */
const idle: Listener = { start: async () => {}, stop: async () => {} };

/** The trigger may give its function another name than the app. */
function nameOf({ name, trigger }: AppFunction): string {
  const given = trigger.orchestration ?? trigger.activity ?? trigger.entityName;
  return typeof given === 'string' && given !== '' ? given : name;
}

function requireOwnHub({ name, taskHub }: NamedBinding, { hubName }: DurableSettings): void {
  if (typeof taskHub !== 'string' || taskHub === '' || taskHub.toLowerCase() === hubName.toLowerCase()) return;
  throw new IndexingError(
    `The binding ${name} asks for the task hub ${taskHub}. The local host serves one, ${hubName}: leave taskHub out, or set hubName in host.json.`,
  );
}

interface Running {
  readonly links: LinkBase;
  readonly rpcUrl: string;
  answer(call: ManagementCall): ReturnType<typeof answerManagement>;
  stop(): Promise<void>;
}

async function start(services: HostServices, settings: DurableSettings, functions: DurableFunctions): Promise<Running> {
  const { clock, invoke, state } = services;
  const log = services.log.for('Host.Durable');
  const { hubName, connectionName } = settings;
  const folder = path.join(state, 'durable');
  mkdirSync(folder, { recursive: true });
  const store = openSqliteStore(path.join(folder, `${hubName.toLowerCase()}.db`));
  const engine = new Engine({ store, clock, functions, settings, log, invoke });
  const webhook = new URL(services.webhookUrl(WEBHOOKS));
  const links: LinkBase = {
    url: webhook.origin + webhook.pathname,
    key: webhook.search.slice(1),
    hubName,
    connectionName,
  };
  const answer = (call: ManagementCall) =>
    answerManagement(call, {
      client: new DurableClient(engine),
      functions,
      hubName,
      links: ({ origin }) => ({ ...links, url: origin + webhook.pathname }),
    });
  const rpc = new RpcServer(answer, log);
  await rpc.start();
  services.clock.join?.(() => engine.idle());
  engine.start();
  return {
    links,
    rpcUrl: rpc.url,
    answer,
    stop: async () => {
      await engine.stop();
      await rpc.stop();
      store.close();
    },
  };
}

/** Value from which the library makes its client. */
function clientBinding({ links, rpcUrl }: Running) {
  return {
    taskHubName: links.hubName,
    connectionName: null,
    ...bindingLinks(links),
    baseUrl: links.url,
    requiredQueryStringParameters: links.key,
    rpcBaseUrl: rpcUrl,
    httpBaseUrl: null,
    maxGrpcMessageSizeInBytes: null,
    grpcHttpClientTimeout: null,
  };
}
