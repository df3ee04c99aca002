import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import type { Collection, Store } from '../../core/store/store.ts';
import { deploymentSeed, type ModelDeployment, modelDeployment, modelDeployments } from './model-catalogue.ts';

/** Model deployments of a project. The API only reads them; the settings say which there are. */
export const deploymentsOf = (store: Store): Collection<ModelDeployment> =>
  store.collection<ModelDeployment>({
    name: 'deployments',
    key: ({ name }) => name,
    indexes: {
      type: ({ type }) => type,
      modelName: ({ modelName }) => modelName,
      modelPublisher: ({ modelPublisher }) => modelPublisher,
    },
  });

/** A tuned model is deployed under its own name: there is no management API here to deploy it by. Its base lends the rest. */
export function deployTunedModel(store: Store, name: string, base: string): void {
  const all = deploymentsOf(store);
  const [like] = all.list({ where: { modelName: base }, limit: 1 }).objects;
  all.put({
    ...modelDeployment({ name, modelName: name }),
    ...(like ? { capabilities: like.capabilities, sku: like.sku } : {}),
  });
}

export const deployments = group('Deployments', ({ store, settings, seed }) => {
  const all = deploymentsOf(store);
  const fromSettings = store.collection<{ name: string }>({ name: 'deploymentsFromSettings', key: ({ name }) => name });
  const wanted = seed.get(deploymentSeed)?.map(modelDeployment) ?? modelDeployments(settings.FOUNDRY_DEPLOYMENTS);
  store.transaction(() => {
    // Those of other settings go; tuned models stay, and what was there keeps its place.
    const names = new Set(wanted.map(({ name }) => name));
    for (const { name } of [...fromSettings.all()]) {
      if (names.has(name)) continue;
      all.delete(name);
      fromSettings.delete(name);
    }
    for (const deployment of wanted) {
      all.put(deployment);
      fromSettings.put({ name: deployment.name });
    }
  });

  return {
    Deployments_List: ({ query: { modelName, modelPublisher, deploymentType }, url }) =>
      continuationPage(all, url, { where: { modelName, modelPublisher, type: deploymentType } }),
    Deployments_Get: ({ params }) => all.get(params.name),
  };
});
