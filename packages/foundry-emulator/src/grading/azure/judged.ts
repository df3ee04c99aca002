import type { AzureEvaluator } from '../contract/criteria.ts';
import type { EvaluatorDefinition } from '../contract/evaluator.ts';
import { CATALOGUE, type CatalogueEntry } from '../contract/evaluator-catalogue.ts';

/** Questions of the judged evaluators in our own words. The service's prompts are not included, and its scores differ. */
const QUESTIONS: ReadonlyMap<string, string> = new Map([
  ['similarity', 'How close is the response in meaning to the ground truth, as an answer to the query?'],
  ['response_completeness', 'How much of what the ground truth says does the response say, too?'],
  ['retrieval', 'How relevant to the query is the context, and does what matters most come first?'],
  ['coherence', 'How well do the sentences of the response hang together, as an answer to the query?'],
  ['fluency', 'How well is the response written: grammar, vocabulary, ease of reading?'],
  ['relevance', 'How directly and fully does the response answer the query?'],
  ['groundedness', 'How well is what the response claims borne out by the context, without anything made up?'],
  ['intent_resolution', 'How well was the intent of the user understood and dealt with?'],
  ['quality_grader', 'Is the response good: relevant, complete, and true to the context?'],
  ['customer_satisfaction', 'How content would the user be with this?'],
  ['task_adherence', 'Did the agent keep to its task, its instructions and its limits?'],
  ['task_completion', 'Did the agent bring the task to an end that the user can use?'],
  ['tool_call_accuracy', 'Were the right tools called, with the right arguments, and none needlessly?'],
  ['tool_call_success', 'Did all tool calls succeed, without an error in what they gave back?'],
  ['tool_input_accuracy', 'Are all arguments of the tool calls right, complete, and taken from the query?'],
  ['tool_output_utilization', 'Was what the tools gave back understood and put to use in the response?'],
  ['tool_selection', 'Were the tools chosen that the query needs, and no others?'],
]);

export const isJudged = ({ name, means }: Pick<CatalogueEntry, 'name' | 'means'>): boolean =>
  means === 'model' && QUESTIONS.has(name);

/** Returns the evaluator as a prompt to a judging model, with the inputs that the criterion maps. @param name after `builtin.` */
export function judgedDefinition(
  name: string,
  { data_mapping: mapping = {} }: AzureEvaluator,
): EvaluatorDefinition | undefined {
  const entry = CATALOGUE.find((one) => one.name === name);
  const question = QUESTIONS.get(name);
  if (entry === undefined || question === undefined) return undefined;
  const inputs = [...entry.required, ...entry.optional.filter((input) => Object.hasOwn(mapping, input))];
  const parts = inputs.map((input) => `${input.replaceAll('_', ' ')}:\n{{${input}}}`);
  const scale = 'Give the result, high for good, and the reason in a sentence.';
  return { type: 'prompt', metrics: entry.metrics, prompt_text: [question, ...parts, scale].join('\n\n') };
}
