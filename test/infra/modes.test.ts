import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import roleIds from '../../infra/roles/role-ids.json' with { type: 'json' };
import { declareStorage } from '../../local/infra/storage-declaration.ts';
import { shardAccount } from '../../shared/azure/storage/shards.ts';
import emptyApp from '../other-apps/empty/foundry.config.ts';
import shardsApp from '../other-apps/shards/foundry.config.ts';
import { bicep, describeWithBicep, mainTemplate, snapshot } from './support/bicep.ts';
import { deployMode, freshCloud } from './support/fresh-cloud.ts';
import { MODES } from './support/modes.ts';
import { publicWays } from './support/public-ways.ts';

const roleName = (id: string) => Object.entries(roleIds).find(([, each]) => id.endsWith(each))?.[0] ?? id;

/** Without what is hashed, and with one name for all queues, tables and containers: storage.json has those. */
const plain = (text: string) =>
  text.replaceAll(/[a-z2-7]{13}\b/g, 'TOKEN').replace(/(stdataTOKEN\/)((?:\w+\/)?default\/(?:\w+\/)?)[\w-]+$/, '$1$2*');

/** One line for each resource, grouped by type: what a reviewer wants to see of a mode. */
function summary(mode: (typeof MODES)[number]): string {
  const lines = snapshot(mode.env).map(({ type, name, ...rest }) => {
    if (type !== 'Microsoft.Authorization/roleAssignments') return `${type}  ${plain(name)}`;
    const { roleDefinitionId } = rest.properties as { readonly roleDefinitionId: string };
    const on =
      /^\[extensionResourceId\('([^']+)'/.exec(rest.id)?.[1] ?? rest.id.split('/providers/Microsoft.Authorization')[0];
    const [, target = ''] = (on ?? '').split('/providers/');
    return `${type}  ${roleName(roleDefinitionId)} on ${plain(target)}`;
  });
  const ways = publicWays(snapshot(mode.env)).map((way) => `public way in  ${plain(way)}`);
  return `${[...new Set([...lines, ...ways])].sort().join('\n')}\n`;
}

describeWithBicep('the templates', () => {
  it('compile and lint without an error or a warning', () => {
    const sarif = bicep(['lint', 'infra/main.bicep', '--diagnostics-format', 'sarif']);
    const { runs } = JSON.parse(sarif) as { readonly runs: readonly { readonly results: readonly unknown[] }[] };
    expect(runs.flatMap(({ results }) => results)).toEqual([]);
  });

  it('need no module registry: every module is in this repository', () => {
    expect(JSON.stringify(mainTemplate())).not.toMatch(/br\/public|mcr\.microsoft/);
  });

  describe.each(MODES)('in the mode $name', (mode) => {
    it('create the resources of test/infra/snapshots, no more and no fewer', () => {
      const file = `test/infra/snapshots/${mode.name}.txt`;
      const now = summary(mode);
      if (process.env.UPDATE_SNAPSHOTS === 'true') writeFileSync(file, now);
      expect(existsSync(file)).toBe(true);
      // After a wanted change: UPDATE_SNAPSHOTS=true npm test -- test/infra/modes.test.ts
      expect(now).toBe(readFileSync(file, 'utf8'));
    });

    it('create the same resources in the stand-in of Azure as the Bicep CLI predicts', () => {
      const { created, errors } = deployMode(freshCloud(mode), mode);
      expect(errors.map(({ id, error }) => `${id}: ${error.message}`)).toEqual([]);
      const count = (types: readonly string[]) => {
        const counts = new Map<string, number>();
        for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
        return Object.fromEntries([...counts].sort());
      };
      expect(count(created.map(({ type }) => type))).toEqual(count(snapshot(mode.env).map(({ type }) => type)));
    });
  });

  describe('with the tools of an app on four shards', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'storage-'));
    const declaration = path.join(folder, 'storage.json');
    beforeAll(() => writeFileSync(declaration, JSON.stringify(declareStorage(shardsApp))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(MODES.filter(({ name }) => ['dev-standard', 'prod-standard'].includes(name)))(
      'create three further accounts, with what the app and the agents need of each ($name)',
      (mode) => {
        const cloud = freshCloud(mode);
        const { errors } = deployMode(cloud, mode, {}, mainTemplate(declaration));
        expect(errors.map(({ id, error }) => `${id}: ${error.message}`)).toEqual([]);
        const accounts = cloud.ofType('Microsoft.Storage/storageAccounts').map(({ name }) => name);
        const [data = ''] = accounts.filter((name) => /^stdata[a-z0-9]{13}$/.test(name));
        const shards = [1, 2, 3].map((shard) => `${data}${shard}`);
        expect(accounts).toEqual(expect.arrayContaining(shards));
        const settings = cloud.ofType('Microsoft.Web/sites/config')[0]?.body.properties as Record<string, string>;
        const roles = cloud.ofType('Microsoft.Authorization/roleAssignments').map(({ id }) => id);
        for (const [at, account] of shards.entries()) {
          const names = cloud
            .ofType('Microsoft.Storage/storageAccounts/queueServices/queues')
            .flatMap(({ id }) => (id.includes(`/${account}/`) ? [id.split('/').at(-1)] : []));
          expect(names.toSorted()).toEqual(['tool-record-run-in', 'tool-record-run-in-poison', 'tool-record-run-out']);
          // The app on three queues and a table, the agents on two queues, and in dev the operator on the account.
          const granted = roles.filter((id) => id.includes(`/${account}/`));
          expect(granted).toHaveLength(mode.name.startsWith('dev') ? 7 : 6);
          // As the commands derive it, which know no setting of a shard.
          const found = shardAccount(settings, at + 1);
          const { [`DATA_STORAGE_${at + 1}__queueServiceUri`]: explicit, ...others } = settings;
          expect(explicit).toBeDefined();
          expect(shardAccount(others, at + 1)).toEqual(found);
          const endpoints = cloud
            .ofType('Microsoft.Network/privateEndpoints')
            .filter(({ body }) => JSON.stringify(body).includes(`/${account}"`));
          expect(endpoints).toHaveLength(mode.name.startsWith('prod') ? 2 : 0);
        }
      },
    );
  });

  describe('with the storage of an app without tools and sources', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'storage-'));
    const declaration = path.join(folder, 'storage.json');
    beforeAll(() => writeFileSync(declaration, JSON.stringify(declareStorage(emptyApp))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(MODES)('deploy in the mode $name, without Event Grid', (mode) => {
      const cloud = freshCloud(mode);
      const { errors } = deployMode(cloud, mode, {}, mainTemplate(declaration));
      expect(errors.map(({ id, error }) => `${id}: ${error.message}`)).toEqual([]);
      expect(cloud.ofType('Microsoft.EventGrid/systemTopics')).toEqual([]);
      expect(cloud.ofType('Microsoft.Web/sites')).toHaveLength(1);
    });
  });
});
