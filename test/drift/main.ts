import { declaredFields } from './declared-fields.ts';
import { missingFields, missingParameters, operationsByPart, sameNames } from './drift.ts';
import { AZURE_OPENAI_SHAPES, FOUNDRY_SHAPES } from './shared-shapes.ts';

/** `npm run drift`: what the official clients have and the emulator's references have not. It informs, and never fails. */
const [openai = new Map(), projects = new Map()] = declaredFields('openai', '@azure/ai-projects');
const fields = [
  ...missingFields('openai', openai, 'foundry', FOUNDRY_SHAPES),
  ...missingFields('openai', openai, 'azure-openai', AZURE_OPENAI_SHAPES),
  ...missingFields('@azure/ai-projects', projects, 'foundry', sameNames(projects, 'foundry')),
];

const { known, unknown } = operationsByPart();
console.log('\nOperations that clients have and the references do not, among those that they share:\n');
for (const { client, operation } of known) console.log(`  ${operation}  (${client})`);
console.log('\nWhole parts of the APIs that are not in the references:\n');
for (const { part, client, count } of unknown) console.log(`  ${part}: ${count} operations  (${client})`);
for (const [title, all] of [
  ['Query parameters', missingParameters()],
  ['Fields', fields],
] as const) {
  console.log(`\n${title} that clients have and the references do not:\n`);
  for (const { client, of, names } of all) console.log(`  ${of}: ${names.join(', ')}  (${client})`);
}
