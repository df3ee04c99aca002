import { checkEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { at, cron, every, onResponse } from '../../shared/evaluations/config/when.ts';
import { config } from './evaluation-app.ts';

const definition = {
  name: 'close',
  fields: ['query'],
  criteria: [{ type: 'string_check', name: 'exact', input: '{{item.query}}', reference: 'a', operation: 'eq' }],
};

it.each([
  ['impossible cron', { when: cron('61 * * * *') }, /when\.expression: "61 \* \* \* \*" is not a cron expression/],
  ['a cron that never comes', { when: cron('0 0 31 2 *') }, /when\.expression: there is no moment/],
  ['a cron with seconds', { when: cron('* * * * * *') }, /when\.expression: .* must have five fields/],
  ['an unknown time zone', { when: cron('0 2 * * *', 'Mars/Base') }, /when\.timeZone: "Mars\/Base" is not a time zone/],
  [
    'an end before the start',
    { when: cron('0 2 * * *', 'UTC', { from: '2026-02-01', until: '2026-01-01' }) },
    /when\.endTime: comes before/,
  ],
  [
    'a time that is none',
    { when: at('2026-02-30T00:00:00') },
    /when\.triggerAt: "2026-02-30T00:00:00" is not an ISO 8601/,
  ],
  ['an interval that is none', { when: every(0, 'hours') }, /when\.interval: must be a whole number/],
  [
    'an hour that no day has',
    { when: every(1, 'days', { hours: [24] }) },
    /when\.hours: must be whole numbers from 0 to 23/,
  ],
  ['a day that no month has', { when: every(1, 'months', { daysOfMonth: [32] }) }, /when\.daysOfMonth: must be/],
  ['a gate out of range', { gates: { exact: { minPassRate: 1.5 } } }, /gates\.exact\.minPassRate: /],
  [
    'an unknown criterion',
    { eval: definition, gates: { wrong: { minMean: 1 } } },
    /gates\.wrong: the eval has no such criterion\. It has: exact/,
  ],
  ['an eval without criteria', { eval: { ...definition, criteria: [] } }, /eval\.criteria: holds no criterion/],
  ['two ways to the data', { data: { blob: 'data/rows.jsonl', fileId: 'f' } }, /data: must name exactly one/],
  ['a jitter too long', { jitter: 'P1D' }, /jitter: must be an ISO 8601 duration/],
  ['a policy that is none', { catchUp: 'some' }, /catchUp: /],
  ['a share of nothing', { when: onResponse({ share: 0 }) }, /when\.share: must be above 0/],
  ['a look that is none', { when: { ...onResponse(), look: 'yes' } }, /when\.look: must be true or false/],
  ['rows for responses', { when: onResponse(), target: 'a' }, /data: the rows are the responses/],
  ['responses of nobody', { when: onResponse(), data: undefined }, /target: name the agent/],
  ['gates at the service', { by: 'service', gates: { exact: { minMean: 1 } } }, /gates: the service has none/],
  [
    'a blob at the service',
    { by: 'service', data: { blob: 'rows/b.jsonl' } },
    /data\.blob: the service cannot read it/,
  ],
  ['a project that is none', { project: 'https://a.example' }, /project: must look like https/],
  [
    'a project that is no Foundry',
    { project: 'https://evil.westeurope.cloudapp.azure.com/api/projects/p' },
    /project: names the host .*: no token is sent there/,
  ],
  [
    'another project at the service',
    { by: 'service', project: 'https://a.services.ai.azure.com/api/projects/p' },
    /project: the service evaluates its own project/,
  ],
  [
    'responses of another project',
    { when: onResponse(), data: undefined, target: 'a', project: 'https://a.services.ai.azure.com/api/projects/p' },
    /project: is for schedules/,
  ],
  ['a baseline that is none', { baseline: 'last' }, /baseline: must be 'latest', or name exactly one of/],
  ['two baselines', { baseline: { label: 'a', run: 'b' } }, /baseline: must be 'latest', or name exactly one of/],
  ['a label that is none', { baseline: { label: 'a b' } }, /baseline\.label: must be 1 to 64 letters/],
  ['a baseline that is nobody', { baseline: { evaluation: 'none' } }, /baseline\.evaluation: there is no entry "none"/],
  ['a baseline that is the entry', { baseline: { evaluation: 'bad' } }, /baseline\.evaluation: is the entry itself/],
  ['a baseline at the service', { by: 'service', baseline: 'latest' }, /baseline: the service has none/],
  ['no rows', { data: undefined }, /data: name one of/],
  ['a word that is not known', { gate: {} }, /\.gate: no such field is known here/],
])('refuses %s, names the field, and lets the others be', (_what, changes, message) => {
  const { entries, refused } = checkEvaluations({ good: config(), bad: { ...config(), ...changes } as never });
  expect(entries.map(({ name }) => name)).toEqual(['good']);
  expect(refused).toEqual([{ name: 'bad', problems: expect.arrayContaining([expect.stringMatching(message)]) }]);
  expect(refused[0]?.problems[0]).toMatch(/^evaluations\.bad/);
});

it('refuses names that addresses cannot tell apart, or hold', () => {
  const { refused } = checkEvaluations({ nightly: config(), Nightly: config(), 'a/b': config() });
  expect(refused.map(({ name }) => name)).toEqual(['Nightly', 'a/b']);
});

it('refuses a baseline whose scores are not known here, or mean something else', () => {
  const alike = { ...definition, name: 'alike' };
  const other = { ...definition, criteria: [{ ...definition.criteria[0], type: 'string_check', name: 'loose' }] };
  const { entries, refused } = checkEvaluations({
    there: config({ by: 'service', jitter: undefined } as never),
    alike: config({ eval: alike }),
    other: config({ eval: other }),
    good: config({ eval: definition, baseline: { evaluation: 'alike' } }),
    far: config({ eval: definition, baseline: { evaluation: 'there' } }),
    bad: config({ eval: definition, baseline: { evaluation: 'other' } }),
  });
  expect(entries.map(({ name }) => name)).toEqual(['alike', 'other', 'good']);
  expect(refused.map(({ problems }) => problems)).toEqual([
    [expect.stringContaining('far.baseline.evaluation: "there" is carried out by the service')],
    [expect.stringContaining('bad.baseline.evaluation: "other" has no criterion of the same name: it has loose')],
  ]);
});
