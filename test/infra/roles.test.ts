import { readFileSync } from 'node:fs';
import roleIds from '../../infra/roles/role-ids.json' with { type: 'json' };
import { principalOf } from './arm/resources.ts';
import { DEPLOYER } from './arm/template.ts';
import { describeWithBicep } from './support/bicep.ts';
import { deployMode, freshCloud } from './support/fresh-cloud.ts';
import { EXISTING, MODES } from './support/modes.ts';

/** The reason for a role: an operation in the code that is refused without it, or a documented need of a service of Azure. */
type Reason = { readonly file: string; readonly does: RegExp } | { readonly service: string };

/** Every role that the templates assign, by principal and kind of resource. */
const JUSTIFIED: Readonly<Record<string, Readonly<Record<string, Reason>>>> = {
  'app on host storage': {
    'Storage Blob Data Owner': {
      service: 'Functions host: leases, keys and the deployed package (host storage by identity)',
    },
    'Storage Queue Data Contributor': { service: 'Durable Functions on Azure Storage: work item and control queues' },
    'Storage Table Data Contributor': { service: 'Durable Functions on Azure Storage: instances and history' },
  },
  'app on queues': {
    'Storage Queue Data Message Sender': { file: 'shared/azure/storage/send-message.ts', does: /queue\.sendMessage\(/ },
    'Storage Queue Data Contributor': {
      file: 'shared/azure/queues/message-lock.ts',
      does: /queue\.updateMessage\([\s\S]*queue\.deleteMessage\(/,
    },
  },
  'app on tables': {
    'Storage Table Data Contributor': {
      file: 'shared/tools/call-ledger.ts',
      does: /createEntity\([\s\S]*updateEntity\(/,
    },
  },
  'app on containers': {
    'Storage Blob Data Contributor': { file: 'shared/tools/fit-answer.ts', does: /blob\.uploadData\(/ },
    'Storage Blob Data Reader': { file: 'shared/jobs/contract/blob-source.ts', does: /client\.download\(/ },
  },
  'app on Application Insights': {
    'Monitoring Metrics Publisher': {
      service: 'Application Insights without local authentication: ingestion by identity',
    },
  },
  'app on the scheduler': {
    'Durable Task Data Contributor': { service: 'Durable Task Scheduler: work items of its task hub' },
  },
  'project on queues': {
    'Storage Queue Data Contributor': {
      service: 'Agent service: puts calls on input queues, takes answers from output queues',
    },
  },
  'Event Grid on queues': {
    'Storage Queue Data Message Sender': { service: 'Event Grid: delivery to a storage queue by identity' },
  },
  'Event Grid on containers': {
    'Storage Blob Data Contributor': { service: 'Event Grid: dead-lettering to a container by identity' },
  },
  'deployer on data storage': {
    'Storage Blob Data Contributor': { service: 'People in dev: upload documents and training data' },
    'Storage Queue Data Contributor': {
      file: 'shared/operations/doctor/check-call.ts',
      does: /receiveMessages\([\s\S]*deleteMessage\(/,
    },
  },
  'app on Foundry': {
    'Foundry User': { file: 'shared/foundry/openai-client.ts', does: /https:\/\/ai\.azure\.com\/\.default/ },
  },
  'project on Foundry': {
    'Foundry User': { service: 'Agent service and evaluations: call the models of the account' },
  },
  'deployer on the project': {
    'Foundry User': { file: 'shared/operations/project/deploy-agent.ts', does: /createVersion\(/ },
  },
  'project on Cosmos DB': {
    'Cosmos DB Operator': { service: 'Agent service, standard set-up: makes the database enterprise_memory' },
  },
  'project on AI Search': {
    'Search Index Data Contributor': { service: 'Agent service, standard set-up: fills vector indexes' },
    'Search Service Contributor': { service: 'Agent service, standard set-up: makes vector indexes' },
  },
  'project on agent storage': {
    'Storage Blob Data Contributor': { service: 'Agent service, standard set-up: creates its containers' },
    'Storage Blob Data Owner': {
      service: 'Agent service, standard set-up: its own containers, by a condition on their names',
    },
  },
};

interface Grant {
  readonly who: string;
  readonly role: string;
  readonly on: string;
}

/** Kinds of resources by their id. A role on anything else, such as a resource group, matches none of these. */
const KINDS: readonly (readonly [kind: string, id: RegExp])[] = [
  ['queues', /\/stdata\w+\/queueServices\/default\/queues\/[\w-]+$/],
  ['tables', /\/stdata\w+\/tableServices\/default\/tables\/\w+$/],
  ['containers', /\/stdata\w+\/blobServices\/default\/containers\/[\w-]+$/],
  ['data storage', /\/storageAccounts\/stdata\w+$/],
  ['host storage', /\/storageAccounts\/sthost\w+$/],
  ['agent storage', /\/storageAccounts\/(?:stagents\w+|stcorporate)$/],
  ['Application Insights', /\/components\/[\w-]+$/],
  ['the scheduler', /\/schedulers\/[\w-]+$/],
  ['the project', /\/accounts\/[\w-]+\/projects\/[\w-]+$/],
  ['Foundry', /\/CognitiveServices\/accounts\/[\w-]+$|\/Microsoft\.CognitiveServices\/accounts\/[\w-]+$/],
  ['Cosmos DB', /\/databaseAccounts\/[\w-]+$/],
  ['AI Search', /\/searchServices\/[\w-]+$/],
];

/** The role assignments of a mode, from its deployment into the stand-in of Azure. */
function grantsOf(mode: (typeof MODES)[number]): readonly Grant[] {
  const cloud = freshCloud(mode);
  deployMode(cloud, mode);
  const principals = new Map([[DEPLOYER, 'deployer']]);
  const known = [
    ['app', 'Microsoft.ManagedIdentity/userAssignedIdentities'],
    ['project', 'Microsoft.CognitiveServices/accounts/projects'],
    ['Event Grid', 'Microsoft.EventGrid/systemTopics'],
  ] as const;
  for (const [who, type] of known) for (const { id } of cloud.ofType(type)) principals.set(principalOf(id), who);
  return cloud.ofType('Microsoft.Authorization/roleAssignments').map(({ id, body }) => {
    const { principalId, roleDefinitionId } = body.properties as Record<'principalId' | 'roleDefinitionId', string>;
    const [scope = ''] = id.split('/providers/Microsoft.Authorization/');
    return {
      who: principals.get(principalId) ?? principalId,
      role: Object.entries(roleIds).find(([, each]) => roleDefinitionId.endsWith(each))?.[0] ?? roleDefinitionId,
      on: KINDS.find(([, pattern]) => pattern.test(scope))?.[0] ?? scope,
    };
  });
}

describeWithBicep('the role assignments of the templates', () => {
  let grants: readonly Grant[];
  beforeAll(() => {
    grants = MODES.flatMap(grantsOf);
  });

  it('are those of the table above, no more and no fewer', () => {
    const keys = new Set(grants.map(({ who, on }) => `${who} on ${on}`));
    const found = Object.fromEntries(
      [...keys].map((key) => {
        const roles = grants.filter(({ who, on }) => `${who} on ${on}` === key).map(({ role }) => role);
        return [key, [...new Set(roles)].sort()];
      }),
    );
    const justified = Object.entries(JUSTIFIED).map(([key, roles]) => [key, Object.keys(roles).sort()]);
    expect(found).toEqual(Object.fromEntries(justified));
  });

  it('use every role of role-ids.json', () => {
    const used = new Set(grants.map(({ role }) => role));
    expect(Object.keys(roleIds).filter((role) => !used.has(role))).toEqual([]);
    expect(new Set(Object.values(roleIds)).size).toBe(Object.keys(roleIds).length);
  });

  it('give the deployer no access to data in prod', () => {
    for (const mode of MODES.filter(({ name }) => name.startsWith('prod'))) {
      const own = grantsOf(mode).filter(({ who }) => who === 'deployer');
      expect(own.map(({ on }) => on)).toEqual(['the project']);
    }
  });

  it('reach existing stores in their own resource group', () => {
    const mode = MODES.find(({ name }) => name === 'prod-existing-stores');
    const cloud = freshCloud(mode ?? { name: '', env: {} });
    if (mode) deployMode(cloud, mode);
    const ids = cloud.ofType('Microsoft.Authorization/roleAssignments').map(({ id }) => id);
    for (const store of [EXISTING.cosmos, EXISTING.search, EXISTING.storage]) {
      expect(ids.filter((id) => id.startsWith(`${store}/`)).length).toBeGreaterThan(0);
    }
  });
});

describe('the reasons for roles', () => {
  it('name an operation that is in the code, where our code needs the role', () => {
    const unfounded = Object.entries(JUSTIFIED).flatMap(([key, roles]) =>
      Object.entries(roles).flatMap(([role, reason]) =>
        'file' in reason && !reason.does.test(readFileSync(reason.file, 'utf8')) ? [`${key}: ${role}`] : [],
      ),
    );
    expect(unfounded).toEqual([]);
  });

  it('are explained in docs/deployment.md', () => {
    const docs = readFileSync('docs/deployment.md', 'utf8');
    expect(Object.keys(roleIds).filter((role) => !docs.includes(role))).toEqual([]);
  });
});
