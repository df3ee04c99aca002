import { describeWithBicep } from './support/bicep.ts';
import { deployMode, freshCloud } from './support/fresh-cloud.ts';
import { MODES } from './support/modes.ts';

interface Criterion {
  readonly metricName: string;
  readonly operator: string;
  readonly threshold: number;
}

interface Condition {
  readonly allOf?: readonly Condition[];
  readonly anyOf?: readonly Condition[];
  readonly field?: string;
  readonly equals?: string;
}

const mode = MODES.find(({ name }) => name === 'prod-standard') ?? { name: '', env: {} };

/** True when a metric alert fires for a value of its metric. */
const fires = ({ operator, threshold }: Criterion, value: number) => operator === 'GreaterThan' && value > threshold;

/** True when an activity log alert fires for an event: fields by their path, compared without case as Azure does. */
function matches(condition: Condition, event: Readonly<Record<string, string>>): boolean {
  if (condition.allOf) return condition.allOf.every((each) => matches(each, event));
  if (condition.anyOf) return condition.anyOf.some((each) => matches(each, event));
  return event[condition.field ?? '']?.toLowerCase() === condition.equals?.toLowerCase();
}

describeWithBicep('the alerts that work without the app', () => {
  const cloud = freshCloud(mode);
  beforeAll(() => {
    deployMode(cloud, mode);
  });
  const named = (type: string, name: string) => {
    const found = cloud.ofType(type).find((each) => each.name === name);
    return (found?.body.properties ?? {}) as {
      readonly scopes: readonly string[];
      readonly criteria: { readonly allOf: readonly Criterion[] };
      readonly condition: Condition;
      readonly actions: unknown;
    };
  };

  it.each([
    ['alert-events-undelivered', 'DeliveryAttemptFailCount', 6, 5],
    ['alert-events-dead-lettered', 'DeadLetteredCount', 1, 0],
    ['alert-events-dropped', 'DroppedEventCount', 1, 0],
    ['alert-messages-pile-up', 'QueueMessageCount', 1001, 1000],
  ])('%s fires for a planted value of %s', (name, metric, planted, usual) => {
    const { criteria, scopes } = named('Microsoft.Insights/metricAlerts', name);
    const [criterion] = criteria.allOf;
    expect(criterion?.metricName).toBe(metric);
    expect(criterion && [fires(criterion, planted), fires(criterion, usual)]).toEqual([true, false]);
    // The resource that the alert observes exists.
    for (const scope of scopes) expect(cloud.get(scope)).toBeDefined();
  });

  it('alert-deployment-failed fires for a failed deployment, and for no other event', () => {
    const { condition } = named('Microsoft.Insights/activityLogAlerts', 'alert-deployment-failed');
    const failed = {
      category: 'Administrative',
      operationName: 'Microsoft.Resources/deployments/write',
      status: 'Failed',
    };
    expect(matches(condition, failed)).toBe(true);
    expect(matches(condition, { ...failed, status: 'Succeeded' })).toBe(false);
    expect(matches(condition, { ...failed, operationName: 'Microsoft.Web/sites/write' })).toBe(false);
  });

  it('alert-app-unavailable fires when Azure reports the app or its storage as unavailable or degraded', () => {
    const { condition } = named('Microsoft.Insights/activityLogAlerts', 'alert-app-unavailable');
    const app = cloud.ofType('Microsoft.Web/sites')[0]?.id ?? '';
    const data =
      cloud.ofType('Microsoft.Storage/storageAccounts').find(({ name }) => name.startsWith('stdata'))?.id ?? '';
    const down = { category: 'ResourceHealth', resourceId: app, 'properties.currentHealthStatus': 'Unavailable' };
    expect(matches(condition, down)).toBe(true);
    expect(matches(condition, { ...down, resourceId: data, 'properties.currentHealthStatus': 'Degraded' })).toBe(true);
    expect(matches(condition, { ...down, 'properties.currentHealthStatus': 'Available' })).toBe(false);
    expect(matches(condition, { ...down, resourceId: `${app}-other` })).toBe(false);
  });

  it('reach the addresses of ALERT_EMAILS', () => {
    const [group] = cloud.ofType('Microsoft.Insights/actionGroups');
    const { emailReceivers } = (group?.body.properties ?? {}) as {
      readonly emailReceivers: readonly { readonly emailAddress: string }[];
    };
    expect(emailReceivers.map(({ emailAddress }) => emailAddress)).toEqual(['ops@example.com']);
    for (const type of ['metricAlerts', 'activityLogAlerts', 'scheduledQueryRules']) {
      for (const { body } of cloud.ofType(`Microsoft.Insights/${type}`)) {
        expect(JSON.stringify((body.properties as { readonly actions: unknown }).actions)).toContain(group?.id);
      }
    }
  });
});
