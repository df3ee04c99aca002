import { readFileSync } from 'node:fs';
import { symbolOf, type Template, templates } from './support/templates.ts';

/** Why a role is granted: an operation in the code that is refused without it, or what a service of Azure is documented to need. */
type Reason = { readonly file: string; readonly does: RegExp } | { readonly service: string };

/** Every role that the templates grant, by the resource that grants it. */
const JUSTIFIED: Readonly<Record<string, Readonly<Record<string, Reason>>>> = {
  appOnHost: {
    'Storage Blob Data Owner': {
      service: 'Functions host: leases, keys and the deployed package (host storage by identity)',
    },
    'Storage Queue Data Contributor': { service: 'Durable Functions on Azure Storage: work item and control queues' },
    'Storage Table Data Contributor': { service: 'Durable Functions on Azure Storage: instances and history' },
  },
  appOnQueues: {
    'Storage Queue Data Message Sender': { file: 'shared/azure/storage/send-text.ts', does: /queue\.sendMessage\(/ },
    'Storage Queue Data Contributor': {
      file: 'shared/tools/message-lock.ts',
      does: /queue\.updateMessage\([\s\S]*queue\.deleteMessage\(/,
    },
  },
  appOnTables: {
    'Storage Table Data Contributor': {
      file: 'shared/tools/call-ledger.ts',
      does: /createEntity\([\s\S]*updateEntity\(/,
    },
  },
  appOnContainers: {
    'Storage Blob Data Contributor': { file: 'shared/tools/fit-answer.ts', does: /blob\.uploadData\(/ },
    'Storage Blob Data Reader': { file: 'shared/jobs/data/blob-source.ts', does: /client\.download\(/ },
  },
  appOnApplicationInsights: {
    'Monitoring Metrics Publisher': {
      service: 'Application Insights without local authentication: ingestion by identity',
    },
  },
  appOnScheduler: {
    'Durable Task Data Contributor': { service: 'Durable Task Scheduler: work items of its task hub' },
  },
  projectOnToolQueues: {
    'Storage Queue Data Contributor': {
      service: 'Agent service: puts calls on input queues, takes answers from output queues',
    },
  },
  eventsOnQueue: {
    'Storage Queue Data Message Sender': { service: 'Event Grid: delivery to a storage queue by identity' },
  },
  eventsOnUndelivered: {
    'Storage Blob Data Contributor': { service: 'Event Grid: dead-lettering to a container by identity' },
  },
  operatorOnData: {
    'Storage Blob Data Contributor': { service: 'People in dev: upload documents and training data' },
    'Storage Queue Data Contributor': {
      file: 'shared/operations/doctor/check-call.ts',
      does: /receiveMessages\([\s\S]*deleteMessage\(/,
    },
  },
  identitiesOnAccount: {
    'Foundry User': { file: 'shared/foundry/openai-client.ts', does: /https:\/\/ai\.azure\.com\/\.default/ },
  },
  deployerOnProject: {
    'Foundry User': { file: 'shared/foundry/agents/deploy-agent.ts', does: /createVersion\(/ },
  },
  projectOnCosmos: {
    'Cosmos DB Operator': { service: 'Agent service, standard set-up: makes the database enterprise_memory' },
  },
  projectOnSearch: {
    'Search Index Data Contributor': { service: 'Agent service, standard set-up: fills vector indexes' },
    'Search Service Contributor': { service: 'Agent service, standard set-up: makes vector indexes' },
  },
  projectOnStorage: {
    'Storage Blob Data Contributor': { service: 'Agent service, standard set-up: makes its containers' },
  },
  projectOnAgentContainers: {
    'Storage Blob Data Owner': {
      service: 'Agent service, standard set-up: its own containers, by a condition on their names',
    },
  },
};

interface Grant {
  readonly symbol: string;
  readonly roles: readonly string[];
  readonly text: string;
}

const IDS = JSON.parse(readFileSync('infra/roles/role-ids.json', 'utf8')) as Record<string, string>;

/** The roles that stand in a text, longest name first, so that none is found within another. */
function rolesIn(text: string): readonly string[] {
  return Object.keys(IDS).filter((role) => text.includes(`'${role}'`));
}

function grantsOf({ root }: Template): readonly Grant[] {
  return root
    .descendantsOfType('resource_declaration')
    .filter((node) => node !== null)
    .filter((node) => node.text.includes("'Microsoft.Authorization/roleAssignments@"))
    .map((node) => ({
      symbol: symbolOf(node),
      // A role that is named in a variable above stands for itself there.
      roles: rolesIn(/roleDefinitionId: foundryUser/.test(node.text) ? root.text : node.text),
      text: node.text,
    }));
}

let all: ReadonlyMap<string, Template>;
let grants: readonly Grant[];
beforeAll(async () => {
  all = await templates();
  grants = [...all.values()].flatMap(grantsOf);
});

describe('the roles that the templates grant', () => {
  it('are those of the table above, no more and no fewer', () => {
    const granted = Object.fromEntries(grants.map(({ symbol, roles }) => [symbol, [...roles].sort()]));
    const justified = Object.fromEntries(
      Object.entries(JUSTIFIED).map(([key, roles]) => [key, Object.keys(roles).sort()]),
    );
    expect(granted).toEqual(justified);
  });

  it('are each needed by an operation that is really in the code, where it is our code that needs them', () => {
    const unfounded = Object.entries(JUSTIFIED).flatMap(([symbol, roles]) =>
      Object.entries(roles).flatMap(([role, reason]) =>
        'file' in reason && !reason.does.test(readFileSync(reason.file, 'utf8')) ? [`${symbol}: ${role}`] : [],
      ),
    );
    expect(unfounded).toEqual([]);
  });

  it('stand in infra/roles and nowhere else, and have a name made of place and principal', () => {
    const elsewhere = [...all.values()].filter(
      (template) => !template.file.includes('roles') && grantsOf(template).length > 0,
    );
    expect(elsewhere.map(({ file }) => file)).toEqual([]);
    expect(grants.filter(({ text }) => !/name: guid\([\w:[\]]+\.id, /.test(text)).map(({ symbol }) => symbol)).toEqual(
      [],
    );
  });

  it('are scoped to one thing, never to the resource group', () => {
    expect(grants.filter(({ text }) => !/\n\s+scope: [\w:[\]]+\n/.test(text)).map(({ symbol }) => symbol)).toEqual([]);
  });

  it('are given to nobody by an id of a role that stands in a template', () => {
    const ids = [...all.values()].flatMap(({ file, root }) => {
      const found = root.text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
      return found.map((id) => `${file}: ${id}`);
    });
    // Cosmos DB's own Data Contributor is no role of Azure.
    expect(ids).toEqual(['infra/roles/agent-data.bicep: 00000000-0000-0000-0000-000000000002']);
  });

  it('are known by ids that differ, all of which are used', () => {
    expect(new Set(Object.values(IDS)).size).toBe(Object.keys(IDS).length);
    const granted = new Set(grants.flatMap(({ roles }) => roles));
    expect(Object.keys(IDS).filter((role) => !granted.has(role))).toEqual([]);
  });

  it('are explained in docs/deployment.md', () => {
    const docs = readFileSync('docs/deployment.md', 'utf8');
    expect(Object.keys(IDS).filter((role) => !docs.includes(role))).toEqual([]);
  });
});

describe('the standard set-up', () => {
  it('grants what the capability host needs before it is made, and what it makes possible after', () => {
    const text = all.get('infra/foundry/foundry.bicep')?.root.text ?? '';
    expect(text).toMatch(/module capabilityHost [\s\S]*?dependsOn: \[storeRoles\]/);
    expect(text).toMatch(/module dataRoles [\s\S]*?dependsOn: \[capabilityHost\]/);
  });
});
