import * as z from 'zod';
import { SetupError } from '../../shared/core/setup-error.ts';
import type { HostLine } from '../output/call-log.ts';
import type { Target } from './target.ts';

const WORKSPACES = 'Microsoft.OperationalInsights/workspaces';
const WORKSPACES_VERSION = '2025-02-01';
/** Source: "Azure Monitor Log Analytics API request format" and "Access the Azure Monitor Log Analytics API". */
const QUERY_API = 'https://api.loganalytics.azure.com/v1/workspaces';
const SCOPE = 'https://api.loganalytics.io/.default';
const FIRST_LOOK = 'PT1H';
const MAX_ROWS = 2_000;

const workspace = z.object({ name: z.string(), properties: z.object({ customerId: z.string() }) });
const answer = z.object({
  tables: z.array(z.object({ columns: z.array(z.object({ name: z.string() })), rows: z.array(z.array(z.unknown())) })),
});
const record = z.object({
  kind: z.enum(['invocation', 'entry']),
  time: z.string(),
  received: z.string(),
  function: z.string().nullish(),
  invocation: z.string().nullish(),
  url: z.string().nullish(),
  duration: z.number().nullish(),
  success: z.boolean().nullish(),
  result: z.string().nullish(),
  level: z.number().nullish(),
  category: z.string().nullish(),
  message: z.string().nullish(),
});

/** Severity levels of Application Insights, from 0. */
const LEVELS = ['debug', 'information', 'warning', 'error', 'critical'];

/**
 * Opens the log of a deployment: the requests and traces in the Log Analytics workspace of its resource group.
 * @returns a function that hands over what has arrived since its last call; the last hour at first
 * @throws SetupError naming the setting that is missing
 */
export async function deploymentLog(target: Target): Promise<(take: (line: HostLine) => void) => Promise<void>> {
  const subscription = target.setting('AZURE_SUBSCRIPTION_ID');
  const group = target.setting('AZURE_RESOURCE_GROUP');
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/${WORKSPACES}`;
  const [found] = await target.management().list(id, WORKSPACES_VERSION, workspace);
  if (found === undefined)
    throw new SetupError(`The resource group ${group} has no Log Analytics workspace: run \`azd provision\`.`);
  let since = '';
  return async (take) => {
    const records = await query(found.properties.customerId, since, target);
    since = [since, ...records.map(({ received }) => received)].toSorted().at(-1) ?? '';
    for (const one of records) take(hostLine(one));
  };
}

async function query(workspaceId: string, since: string, target: Target) {
  const response = await fetch(`${QUERY_API}/${workspaceId}/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await target.token(SCOPE)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: kql(since), timespan: FIRST_LOOK }),
  }).catch((cause: unknown) => {
    throw new SetupError('api.loganalytics.azure.com does not answer. Check the network.', { cause });
  });
  const text = await response.text();
  if (response.status === 403)
    throw new SetupError('You may not read the logs: you need the role "Log Analytics Reader" on the resource group.');
  if (!response.ok) throw new SetupError(`The logs cannot be read: ${response.status} ${text.slice(0, 500)}`);
  const [{ columns, rows } = { columns: [], rows: [] }] = answer.parse(JSON.parse(text)).tables;
  return rows.map((row) => record.parse(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]))));
}

/** Records arrive late and in any order: a later query asks for those that arrived, not for those that were made, since the last one. */
const kql = (since: string): string => `union
  (AppRequests | project kind = "invocation", time = TimeGenerated, received = ingestion_time(), function = coalesce(tostring(Properties["faas.name"]), Name),
    invocation = coalesce(tostring(Properties["faas.invocation_id"]), OperationId), url = Url, duration = DurationMs, success = Success, result = ResultCode),
  (AppTraces | project kind = "entry", time = TimeGenerated, received = ingestion_time(), function = coalesce(tostring(Properties["faas.name"]), OperationName),
    invocation = coalesce(tostring(Properties["faas.invocation_id"]), OperationId), level = SeverityLevel, category = tostring(Properties.CategoryName), message = Message)
${since === '' ? '' : `| where received > datetime(${since})\n`}| top ${MAX_ROWS} by time desc
| order by time asc`;

function hostLine({ kind, time, function: name, invocation, url, duration, success, ...rest }: z.infer<typeof record>) {
  const common: HostLine = { time, function: name ?? '', invocationId: invocation ?? '' };
  if (kind === 'entry') {
    const { level, category, message } = rest;
    return {
      ...common,
      level: LEVELS[level ?? 1] ?? 'information',
      category: category || 'Function.User',
      message: message ?? '',
    };
  }
  const isHttp = Boolean(url) && URL.canParse(url ?? '');
  const status = Number(rest.result);
  return {
    ...common,
    event: 'invocation',
    duration: Math.round(duration ?? 0),
    outcome: success === false ? 'failed' : 'succeeded',
    ...(isHttp ? { trigger: 'httpTrigger', reason: new URL(url ?? '').pathname } : {}),
    ...(isHttp && Number.isInteger(status) && status > 0 ? { status } : {}),
  };
}
