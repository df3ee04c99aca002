import { scenarioKind } from '../../core/scenarios/scenarios.ts';
import { type ContentFilterScenario, contentFilterSchema } from './content-filter-scenario.ts';

/** A few simple rules, so that each category occurs without a scenario. They match phrases, not meanings. */
const DEFAULT_RULES: ContentFilterScenario = contentFilterSchema.parse({
  rules: [
    {
      match:
        '/\\bhow (?:do i|can i|to) (?:kill|murder|poison|stab|shoot) (?:someone|somebody|people|a person|my \\w+)\\b/i',
      category: 'violence',
      severity: 'high',
    },
    { match: '/\\b(?:build|make|assemble) (?:a |an )?(?:pipe )?bomb\\b/i', category: 'violence', severity: 'high' },
    { match: '/\\b(?:murder|massacre|bloodbath)\\b/i', category: 'violence', severity: 'low' },
    { match: '/\\b(?:kill|hurt|cut) myself\\b|\\bend my (?:own )?life\\b/i', category: 'self_harm', severity: 'high' },
    { match: '/\\b(?:sexually explicit|pornographic|erotic)\\b/i', category: 'sexual', severity: 'medium' },
    {
      match: '/\\b(?:exterminate|wipe out|get rid of) (?:all )?(?:the )?(?:immigrants|foreigners|refugees)\\b/i',
      category: 'hate',
      severity: 'high',
    },
    {
      match:
        '/\\b(?:ignore|disregard|forget) (?:all |any )?(?:of )?(?:the |your |my )?(?:previous|prior|above|earlier) (?:instructions|rules|prompts?)\\b/i',
      category: 'jailbreak',
    },
  ],
});

/** Rules of the content filter. */
export const contentFilterScenario = scenarioKind({
  name: 'content-filter',
  setting: 'FOUNDRY_CONTENT_FILTER_SCENARIO',
  schema: contentFilterSchema,
  initial: DEFAULT_RULES,
  docs: 'Content filter',
});
