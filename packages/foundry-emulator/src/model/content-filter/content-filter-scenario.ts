import { z } from 'zod';
import { textOrPattern } from '../../core/scenarios/text-or-pattern.ts';

/** Categories that are judged by severity. */
export const SEVERITY_CATEGORIES = ['hate', 'self_harm', 'sexual', 'violence'] as const;

/** Categories that are there or not: the first three in what is asked, the others in what is answered; profanity in both. */
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

/** How content is judged: by rules. Every rule that matches counts. */
export const contentFilterSchema = z.strictObject({
  rules: z.array(rule),
  /** From this severity on content is filtered. */
  filterFrom: z.enum(['low', 'medium', 'high']).default('medium'),
});

export type ContentFilterScenario = z.infer<typeof contentFilterSchema>;
