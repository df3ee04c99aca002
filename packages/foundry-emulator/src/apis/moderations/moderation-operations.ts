import { group } from '../../core/http/operation-group.ts';
import { newId } from '../../core/ids.ts';
import { type FilterResults, judge } from '../../model/content-filter/content-filter.ts';
import { contentFilterScenario } from '../../model/content-filter/default-rules.ts';

interface ModerationBody {
  readonly input: string | readonly (string | { readonly type: string; readonly text?: string })[];
  readonly model?: string | null;
}

interface Bodies {
  Moderations_Create: ModerationBody;
}

/** OpenAI's categories, with the content filter's category that decides each. */
const CATEGORIES = {
  harassment: 'hate',
  'harassment/threatening': 'hate',
  hate: 'hate',
  'hate/threatening': 'hate',
  illicit: 'violence',
  'illicit/violent': 'violence',
  'self-harm': 'self_harm',
  'self-harm/instructions': 'self_harm',
  'self-harm/intent': 'self_harm',
  sexual: 'sexual',
  'sexual/minors': 'sexual',
  violence: 'violence',
  'violence/graphic': 'violence',
} as const;

const SCORES = { safe: 0.001, low: 0.3, medium: 0.7, high: 0.97 } as const;

/** Moderations, decided by the content filter's rules. Images are not examined. */
export const moderations = group<Bodies>('Moderations', ({ scenarios }) => ({
  Moderations_Create: ({ body: { input, model } }) => {
    const parts = typeof input === 'string' ? [input] : input;
    const typed = parts.some((part) => typeof part !== 'string');
    // Strings are separate inputs; typed parts are one input.
    const texts = typed
      ? [parts.flatMap((part) => (typeof part === 'string' ? part : (part.text ?? []))).join('\n')]
      : parts.map(String);
    return {
      id: newId('modr'),
      model: model ?? 'omni-moderation-latest',
      results: texts.map((text) => resultOf(judge(scenarios.current(contentFilterScenario), text, 'prompt').results)),
    };
  },
}));

function resultOf(results: FilterResults) {
  const found = (category: string) => {
    const result = results[category];
    return result && 'severity' in result ? result : { filtered: false, severity: 'safe' as const };
  };
  const of = <T>(value: (category: string) => T) =>
    Object.fromEntries(Object.entries(CATEGORIES).map(([name, category]) => [name, value(category)]));
  const categories = of((category) => found(category).filtered);
  return {
    flagged: Object.values(categories).some(Boolean),
    categories,
    category_scores: of((category) => SCORES[found(category).severity]),
    category_applied_input_types: of(() => ['text']),
  };
}
