import { describeDuration } from '../../core/duration.ts';
import { plain, table } from '../report/markdown.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { StoredResults } from '../store/job-results.ts';
import { stagesOf } from '../store/job-view.ts';

const TITLES: Readonly<Record<string, string>> = {
  'fine-tuning': 'Fine-tuning',
  'evaluation-run': 'Evaluation run',
  comparison: 'Comparison',
};

/** Returns the report of a job that has ended: how it went, and a section for each stage. */
export function jobReport(job: JobRecord, parts: readonly StoredResults[]): string {
  const { id, kind, subject, state, reason, verdict, createdAt, endedAt, serviceId, laterStages } = job;
  const facts: [string, string | undefined][] = [
    ['Outcome', state],
    ['Gates', verdict],
    ['Job', id],
    ...(serviceId === undefined || laterStages === undefined
      ? [['At the service', serviceId] as [string, string | undefined]]
      : stagesOf(kind, serviceId, laterStages).map((stage): [string, string] => [
          `${TITLES[stage.kind] ?? stage.kind} at the service`,
          stage.serviceId,
        ])),
    ['Accepted', createdAt.toISOString()],
    ['Ended', endedAt?.toISOString()],
    ['Took', endedAt && describeDuration(endedAt.getTime() - createdAt.getTime())],
  ];
  return `${[
    `# ${TITLES[kind] ?? kind}: ${plain(subject)}`,
    ...(reason === undefined ? [] : [`> ${plain(reason.message)}`]),
    table(
      ['', ''],
      facts.filter(([, fact]) => fact !== undefined),
    ),
    ...parts.map(({ report }) => report.trim()),
  ].join('\n\n')}\n`;
}
