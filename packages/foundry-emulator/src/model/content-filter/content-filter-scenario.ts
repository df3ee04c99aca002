import { z } from 'zod';
import { textOrPattern } from '../../core/scenarios/text-or-pattern.ts';

/** Categories with a severity. */
export const SEVERITY_CATEGORIES = ['hate', 'self_harm', 'sexual', 'violence'] as const;

/** Categories without a severity: the first three in prompts, the others in completions; profanity in both. */
export const DETECTED_CATEGORIES = [
  'jailbreak',
  'indirect_attack',
  'profanity',
  'protected_material_text',
  'protected_material_code',
] as const;

export const SEVERITIES = ['safe', 'low', 'medium', 'high'] as const;

export type SeverityCategory = (typeof SEVERITY_CATEGORIES)[number];
export type DetectedCategory = (typeof DETECTED_CATEGORIES)[number];
export type Severity = (typeof SEVERITIES)[number];

const rule = z.union([
  z.strictObject({
    match: textOrPattern,
    category: z.enum(SEVERITY_CATEGORIES),
    severity: z.enum(['low', 'medium', 'high']),
  }),
  z.strictObject({ match: textOrPattern, category: z.enum(DETECTED_CATEGORIES) }),
  z.strictObject({ match: textOrPattern, blocklist: z.string().min(1) }),
]);

/** Rules that judge content. Every matching rule counts. */
export const contentFilterSchema = z.strictObject({
  rules: z.array(rule),
  /** Lowest severity that is filtered. */
  filterFrom: z.enum(['low', 'medium', 'high']).default('medium'),
});

export type ContentFilterScenario = z.infer<typeof contentFilterSchema>;
