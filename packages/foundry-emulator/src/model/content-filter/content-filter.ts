import { ApiError } from '../../core/http/api-error.ts';
import { matchesText } from '../../core/scenarios/text-or-pattern.ts';
import type { ModelEvent } from '../contract/model.ts';
import {
  type ContentFilterScenario,
  SEVERITIES,
  SEVERITY_CATEGORIES,
  type Severity,
} from './content-filter-scenario.ts';

interface SeverityResult {
  readonly filtered: boolean;
  readonly severity: Severity;
}

interface DetectedResult {
  readonly filtered: boolean;
  readonly detected: boolean;
}

interface BlocklistResult {
  readonly filtered: boolean;
  readonly details: readonly { readonly filtered: boolean; readonly id: string }[];
}

export type FilterResults = Readonly<Record<string, SeverityResult | DetectedResult | BlocklistResult>>;

export interface Judgement {
  /** The reference's `content_filter_results`. */
  readonly results: FilterResults;
  readonly filtered: boolean;
}

type Side = 'prompt' | 'completion' | 'image';

/** Categories that are always reported. Others are reported when they are detected. */
const ALWAYS = {
  prompt: ['jailbreak'],
  completion: ['protected_material_text', 'protected_material_code'],
  image: ['profanity', 'jailbreak'],
};

/** Categories that only prompts or only completions have. */
const FOREIGN = {
  prompt: ['protected_material_text', 'protected_material_code'],
  completion: ['jailbreak', 'indirect_attack'],
  image: ['indirect_attack', 'protected_material_text', 'protected_material_code'],
};

/** Judges a prompt, a completion or an image prompt by rules. */
export function judge({ rules, filterFrom }: ContentFilterScenario, text: string, side: Side): Judgement {
  const hits = rules.filter(({ match }) => matchesText(match, text));
  return hits.length > 0 ? resultsOf(hits, filterFrom, side) : resultsWithoutHits(filterFrom, side);
}

/** Results of texts that no rule matches, by side and threshold: most texts, and each delta of a stream asks for them. */
const withoutHits = new Map<string, Judgement>();

function resultsWithoutHits(filterFrom: Severity, side: Side): Judgement {
  const key = `${side} ${filterFrom}`;
  const known = withoutHits.get(key) ?? resultsOf([], filterFrom, side);
  withoutHits.set(key, known);
  return known;
}

function resultsOf(hits: ContentFilterScenario['rules'], filterFrom: Severity, side: Side): Judgement {
  const worst = new Map<string, Severity>(SEVERITY_CATEGORIES.map((category) => [category, 'safe']));
  const detected = new Map<string, boolean>(ALWAYS[side].map((category) => [category, false]));
  const lists = new Set<string>();
  for (const hit of hits) {
    if ('blocklist' in hit) lists.add(hit.blocklist);
    else if ('severity' in hit) worst.set(hit.category, worse(worst.get(hit.category), hit.severity));
    else if (!FOREIGN[side].includes(hit.category)) detected.set(hit.category, true);
  }
  const results: FilterResults = {
    ...mapped(worst, (severity) => ({ filtered: rank(severity) >= rank(filterFrom), severity })),
    ...mapped(detected, (found) => ({ filtered: found, detected: found })),
    ...(lists.size > 0
      ? { custom_blocklists: { filtered: true, details: [...lists].map((id) => ({ filtered: true, id })) } }
      : {}),
  };
  return { results, filtered: Object.values(results).some(({ filtered }) => filtered) };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

const worse = (left: Severity = 'safe', right: Severity): Severity => (rank(left) >= rank(right) ? left : right);

const mapped = <V, R>(map: ReadonlyMap<string, V>, turn: (value: V) => R): Record<string, R> =>
  Object.fromEntries([...map].map(([name, value]) => [name, turn(value)]));

/** Returns the 400 for a filtered prompt. */
export const filteredPrompt = (results: FilterResults): ApiError =>
  new ApiError(400, {
    code: 'content_filter',
    message:
      'The prompt was filtered by the content rules of this emulator, as content management would on Azure. inner_error says by which category; docs/emulator/model.md, "Content filter", how to change the rules.',
    param: 'prompt',
    inner: {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_results: results,
      // The service spells it this way.
      content_filter_result: results,
    },
  });

/** Characters of earlier text that are judged again with each delta: longer than any phrase of a rule. */
const REMEMBERED_CHARACTERS = 500;

/** Yields the events of a turn until the content filter objects. The offending delta is dropped. */
export async function* filteredTurn(
  events: AsyncIterable<ModelEvent>,
  rules: () => ContentFilterScenario,
): AsyncGenerator<ModelEvent> {
  let heard = '';
  for await (const event of events) {
    if (event.type === 'text' || event.type === 'refusal') {
      heard = (heard + event.delta).slice(-REMEMBERED_CHARACTERS - event.delta.length);
      const { filtered, results } = judge(rules(), heard, 'completion');
      if (filtered) {
        yield { type: 'end', reason: 'content_filter', results };
        return;
      }
    }
    yield event;
  }
}
