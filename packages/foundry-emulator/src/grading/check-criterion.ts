import { messageOf } from '../../../../shared/core/errors.ts';
import { MAX_PYTHON_GRADER_BYTES } from '../core/limits.ts';
import type { Criterion, LabelModel, MultiGrader, PythonGrader, ScoreModel } from './contract/criteria.ts';
import { parseFormula } from './contract/formula.ts';
import { variablesIn } from './contract/messages.ts';
import { variableFault, variablesOf } from './contract/template.ts';
import { partsOf } from './graders/multi.ts';

/** An error of a criterion with its field. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

type Type = Criterion['type'];

const ANYWHERE: readonly Type[] = ['string_check', 'text_similarity', 'score_model', 'python'];
/** Types that the reference allows in each place: as a criterion, in a multi grader, as the grader of a job. */
const CRITERIA: readonly Type[] = [...ANYWHERE, 'label_model', 'multi', 'azure_ai_evaluator'];
const PARTS: readonly Type[] = [...ANYWHERE, 'label_model'];
export const TUNING_GRADERS: readonly Type[] = [...ANYWHERE, 'multi'];

/** Returns the first error, beyond its shape, that makes a criterion invalid for any data, or `undefined`. */
export function faultOf(criterion: Criterion, types: readonly Type[] = CRITERIA): Fault | undefined {
  const { type } = criterion;
  // In v1, the shapes accept types that the reference does not know in this place, without checking their fields.
  if (!types.includes(type))
    return {
      field: 'type',
      message: `The type "${type}" is not served here by this emulator; ${types.join(', ')} are.`,
    };
  return partFault(criterion) ?? templateFault(criterion) ?? kindFault(criterion);
}

/** Returns every variable of a criterion, such as `item.answer`. */
export function variablesOfCriterion(criterion: Criterion): string[] {
  return templatesOf(criterion).flatMap(([, variables]) => variables);
}

function partFault(criterion: Criterion): Fault | undefined {
  if (criterion.type !== 'multi') return undefined;
  for (const [name, part] of partsOf(criterion)) {
    const fault = faultOf(part, PARTS);
    if (fault) return { field: `graders.${name}.${fault.field}`, message: fault.message };
  }
  return undefined;
}

function templateFault(criterion: Criterion): Fault | undefined {
  for (const [field, variables] of templatesOf(criterion)) {
    const message = variables.map(variableFault).find((fault) => fault !== undefined);
    if (message !== undefined) return { field, message };
  }
  return undefined;
}

function templatesOf(criterion: Criterion): [field: string, variables: string[]][] {
  switch (criterion.type) {
    case 'string_check':
    case 'text_similarity':
      return [
        ['input', variablesOf(criterion.input)],
        ['reference', variablesOf(criterion.reference)],
      ];
    case 'label_model':
    case 'score_model':
      return [['input', variablesIn(criterion.input)]];
    case 'multi':
      return partsOf(criterion).map(([name, part]) => [`graders.${name}`, variablesOfCriterion(part)]);
    case 'azure_ai_evaluator':
      return Object.entries(criterion.data_mapping ?? {}).map(([name, template]) => [
        `data_mapping.${name}`,
        variablesOf(template),
      ]);
    case 'python':
      return [];
  }
}

function kindFault(criterion: Criterion): Fault | undefined {
  if (criterion.type === 'label_model') return labelFault(criterion);
  if (criterion.type === 'score_model') return rangeFault(criterion);
  if (criterion.type === 'python') return sourceFault(criterion);
  return criterion.type === 'multi' ? formulaFault(criterion) : undefined;
}

function labelFault({ labels, passing_labels: passing }: LabelModel): Fault | undefined {
  const stranger = passing.find((label) => !labels.includes(label));
  if (stranger !== undefined) return { field: 'passing_labels', message: `"${stranger}" is not one of the labels.` };
  return labels.length === 0 ? { field: 'labels', message: 'A label_model grader needs labels.' } : undefined;
}

function rangeFault({ range = [0, 1], pass_threshold: threshold }: ScoreModel): Fault | undefined {
  const [low, high] = range;
  if (range.length !== 2 || low === undefined || high === undefined || low >= high) {
    return { field: 'range', message: 'range must be two numbers, the lower one first.' };
  }
  if (threshold === undefined || (threshold >= low && threshold <= high)) return undefined;
  return { field: 'pass_threshold', message: `pass_threshold must be within the range, ${low} to ${high}.` };
}

function sourceFault({ source }: PythonGrader): Fault | undefined {
  if (Buffer.byteLength(source) > MAX_PYTHON_GRADER_BYTES) {
    return { field: 'source', message: `source is longer than ${MAX_PYTHON_GRADER_BYTES} bytes.` };
  }
  if (/^\s*(?:async\s+)?def\s+grade\s*\(|^\s*grade\s*=/m.test(source)) return undefined;
  return { field: 'source', message: 'source must define a function grade(sample, item) that returns a number.' };
}

function formulaFault(multi: MultiGrader): Fault | undefined {
  const field = 'calculate_output';
  try {
    const known = partsOf(multi).map(([name]) => name);
    const stranger = [...parseFormula(multi.calculate_output).names].find((name) => !known.includes(name));
    if (stranger === undefined) return undefined;
    return { field, message: `"${stranger}" is not one of the graders, which are ${known.join(', ')}.` };
  } catch (error) {
    return { field, message: messageOf(error) };
  }
}
