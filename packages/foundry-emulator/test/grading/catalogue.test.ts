import { builtinEvaluators } from '../../src/apis/evaluators/builtin-evaluators.ts';
import { BUILTIN } from '../../src/grading/azure/builtin.ts';

const catalogue = builtinEvaluators();
const here = (emulator: string) =>
  catalogue.filter(({ metadata }) => metadata?.emulator === emulator).map(({ name }) => name.replace('builtin.', ''));

it('lists each built-in evaluator once, with a category and a primary metric', () => {
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  for (const { name, categories, definition } of catalogue) {
    const primary = Object.values(definition.metrics ?? {}).filter(({ is_primary }) => is_primary);
    expect([name, categories.length > 0, primary.length]).toEqual([name, true, 1]);
  }
});

it('says of each how far it can run', () => {
  expect(here('available').toSorted()).toEqual([...BUILTIN.keys()].toSorted());
  expect(here('simulated')).toEqual(expect.arrayContaining(['coherence', 'groundedness', 'task_completion']));
  expect(here('not_available')).toEqual(expect.arrayContaining(['violence', 'indirect_attack', 'groundedness_pro']));
});

it('names the inputs that a computed evaluator reads', () => {
  for (const [name, { inputs }] of BUILTIN) {
    const listed = catalogue.find((one) => one.name === `builtin.${name}`);
    const properties = Object.fromEntries(inputs.map((input) => [input, {}]));
    expect([name, listed?.definition.data_schema]).toEqual([name, expect.objectContaining({ properties })]);
  }
});
