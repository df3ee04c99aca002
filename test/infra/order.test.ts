import type { Created } from './arm/deployment.ts';
import { describeWithBicep } from './support/bicep.ts';
import { deployMode, freshCloud, seededPace } from './support/fresh-cloud.ts';
import { MODES } from './support/modes.ts';

/** Everything that `first` matches is finished before anything that `later` matches begins. */
interface OrderRule {
  readonly first: RegExp;
  readonly later: RegExp;
  readonly source: string;
}

const role = (on: RegExp) => new RegExp(`${on.source}.*/Microsoft\\.Authorization/roleAssignments/`);
const COSMOS = /Microsoft\.DocumentDB\/databaseAccounts\/[\w-]+$/;
const STORES = /databaseAccounts\/[\w-]+$|searchServices\/[\w-]+$|storageAccounts\/stagents\w+$/;
const PROJECT_HOST = /projects\/[\w-]+\/capabilityHosts\//;
const PROJECT = /accounts\/foundry-\w+\/projects\/[\w-]+$/;
const ENDPOINT_RECORDS = /privateEndpoints\/.*\/privateDnsZoneGroups\//;
const SITE = /Microsoft\.Web\/sites\/[\w-]+$/;
const HOST_ROLES = role(/storageAccounts\/sthost\w+\/providers/);

const RULES: readonly OrderRule[] = [
  {
    first: ENDPOINT_RECORDS,
    later: PROJECT,
    source: 'foundry-samples 15: the project depends on the private endpoints and their DNS records',
  },
  { first: ENDPOINT_RECORDS, later: PROJECT_HOST, source: 'foundry-samples 15: so does the capability host' },
  { first: ENDPOINT_RECORDS, later: SITE, source: 'Learn, "Secure storage used by Azure Functions"' },
  { first: STORES, later: /projects\/[\w-]+\/connections\//, source: 'a connection names its store' },
  {
    first: role(/databaseAccounts\/[\w-]+\/providers/),
    later: PROJECT_HOST,
    source: 'foundry-samples 15 and 41: "The Cosmos DB Operator role must be assigned before the caphost is created"',
  },
  {
    first: role(/searchServices\/[\w-]+\/providers/),
    later: PROJECT_HOST,
    source: 'foundry-samples 15 and 41',
  },
  {
    first: /projects\/[\w-]+\/connections\//,
    later: /capabilityHosts\//,
    source: 'a capability host names connections',
  },
  {
    first: /accounts\/foundry-\w+\/capabilityHosts\//,
    later: PROJECT_HOST,
    source: 'AVM terraform-azurerm-avm-ptn-aiml-ai-foundry #112: 400 "Foundry Account capabilityHost Not Found"',
  },
  {
    first: PROJECT_HOST,
    later: /sqlRoleAssignments\//,
    source: 'foundry-samples 15: "must be assigned after the caphost is created"',
  },
  { first: COSMOS, later: /sqlRoleAssignments\//, source: 'a child needs its parent' },
  { first: HOST_ROLES, later: SITE, source: 'Learn, "Host storage with an identity": roles before the app' },
  {
    first: role(/storageAccounts\/stdata\w+\/.*/),
    later: /systemTopics\/[\w-]+\/eventSubscriptions\//,
    source: 'Learn, "Event delivery with a managed identity": role before the subscription',
  },
  {
    first: SITE,
    later: /systemTopics\/[\w-]+\/eventSubscriptions\//,
    source: 'Learn, "Troubleshoot Azure RBAC": an assignment takes up to 10 minutes; the app takes some of them',
  },
  {
    first: /accounts\/foundry-\w+\/deployments\//,
    later: PROJECT,
    source: 'the service changes an account once at a time',
  },
];

function broken(created: readonly Created[]): readonly string[] {
  return RULES.flatMap(({ first, later, source }) => {
    const before = created.filter(({ id }) => first.test(id));
    const after = created.filter(({ id }) => later.test(id));
    return after.flatMap((late) =>
      before
        .filter(({ id, finished }) => id !== late.id && finished > late.begun)
        .map(({ id }) => `${late.id} began before ${id} was finished (${source})`),
    );
  });
}

describeWithBicep('the order in which the templates create resources', () => {
  it.each(MODES)('keeps every rule in the mode $name, whatever takes how long', (mode) => {
    for (let seed = 1; seed <= 25; seed++) {
      const { created, errors } = deployMode(freshCloud(mode, { pace: seededPace(seed) }), mode);
      expect({ seed, errors: errors.map(({ id, error }) => `${id}: ${error.message}`) }).toEqual({ seed, errors: [] });
      expect({ seed, broken: broken(created) }).toEqual({ seed, broken: [] });
    }
  });

  it('meets each rule with resources in at least one mode', () => {
    const ids = MODES.flatMap((mode) => deployMode(freshCloud(mode), mode).created.map(({ id }) => id));
    const idle = RULES.filter(
      ({ first, later }) => !ids.some((id) => first.test(id)) || !ids.some((id) => later.test(id)),
    );
    expect(idle.map(({ source }) => source)).toEqual([]);
  });
});
