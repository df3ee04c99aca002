import * as z from 'zod';
import { RequestError } from '../../core/request-error.ts';
import { DAY } from '../../core/schedules/wall-time.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import type { CheckedEvaluations, ReadEntry } from '../config/check-evaluations.ts';
import { occurrencesBetween } from '../store/occurrences.ts';

const MOST = 1_000;

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-01T00:00:00Z' })
  .transform(Date.parse);
const query = z
  .object({ from: moment.optional(), to: moment.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, 'from must come before to');

/** Answers `GET /api/evaluations/{name}/occurrences?from=&to=`: the calendar of an entry. Default: 30 days from now. */
export function listOccurrences(entry: ReadEntry, asked: Readonly<Record<string, string>>, now: number): ApiResponse {
  if (entry.kind === 'rule') {
    const why = `${entry.rule.name} runs when ${entry.rule.agent} has answered: it has no calendar. GET .../runs shows what it did.`;
    throw new RequestError('no_calendar', why, { status: 409 });
  }
  const { name, when } = entry.kind === 'evaluation' ? entry.evaluation : entry.schedule;
  const { from = now, to = from + 30 * DAY } = parseRequest(query, asked);
  const { found, more } = occurrencesBetween(when, from - 1, to, MOST);
  const occurrences = found.map((at) => new Date(at).toISOString());
  return { status: 200, body: { name, occurrences, ...(more ? { more } : {}) } };
}

/** @throws RequestError when the entry does not exist or is not valid */
export function entryNamed(name: string, { entries, schedules, rules, refused }: CheckedEvaluations): ReadEntry {
  const evaluation = entries.find((entry) => entry.name === name);
  if (evaluation !== undefined) return { kind: 'evaluation', evaluation };
  const schedule = schedules.find((entry) => entry.name === name);
  if (schedule !== undefined) return { kind: 'schedule', schedule };
  const rule = rules.find((entry) => entry.name === name);
  if (rule !== undefined) return { kind: 'rule', rule };
  const wrong = refused.find((entry) => entry.name === name);
  if (wrong !== undefined)
    throw new RequestError('evaluation_refused', `${wrong.problems.join('; ')}.`, { status: 409 });
  throw new RequestError('evaluation_not_found', `foundry.config.ts has no evaluation named ${name.slice(0, 100)}.`, {
    status: 404,
  });
}
