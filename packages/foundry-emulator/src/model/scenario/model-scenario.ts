import { z } from 'zod';
import { scenarioKind } from '../../core/scenarios/scenarios.ts';
import { textOrPattern } from '../../core/scenarios/text-or-pattern.ts';

const turn = z.strictObject({
  /** Uses the turn only when the last user message contains this text or matches `/pattern/flags`. */
  when: textOrPattern.optional(),
  /** Uses the turn repeatedly instead of once. */
  repeat: z.boolean().default(false),
  text: z.string().optional(),
  refusal: z.string().optional(),
  /** Arguments given as a string are sent unchanged, valid JSON or not. */
  calls: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        arguments: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
      }),
    )
    .optional(),
  /** Milliseconds of the emulator's clock that pass before the turn begins. */
  delayMs: z.int().min(0).default(0),
  /** Fails the turn after its text and calls. */
  fail: z
    .strictObject({
      code: z.enum(['server_error', 'rate_limit_exceeded', 'invalid_prompt']).default('server_error'),
      message: z.string().min(1),
    })
    .optional(),
  end: z.enum(['stop', 'max_output_tokens', 'content_filter']).default('stop'),
});

/** Scripted turns of the model. */
const modelScenarioSchema = z.strictObject({
  turns: z.array(turn),
  /** Reaction when no turn fits. */
  otherwise: z.enum(['fall-back', 'fail']).default('fall-back'),
});

export type ScenarioTurn = z.infer<typeof turn>;
export type ModelScenario = z.infer<typeof modelScenarioSchema>;
export type ModelScenarioInput = z.input<typeof modelScenarioSchema>;

/** Scripted turns of the model. */
export const modelScenario = scenarioKind<ModelScenario>({
  name: 'model',
  setting: 'FOUNDRY_MODEL_SCENARIO',
  schema: modelScenarioSchema,
  initial: { turns: [], otherwise: 'fall-back' },
  docs: 'Model',
});
