import type { OperationId } from '../../../src/reference/catalogue.ts';
import type { Recipe } from '../kitchen.ts';
import { agents } from './agents.ts';
import { assets } from './assets.ts';
import { assistants } from './assistants.ts';
import { evaluations } from './evaluations.ts';
import { knowledge } from './knowledge.ts';
import { talk } from './talk.ts';

/** How every operation is called when all goes well. One that has no recipe here does not compile. */
export const recipes: Readonly<Record<OperationId, Recipe>> = {
  ...agents,
  ...assets,
  ...assistants,
  ...evaluations,
  ...knowledge,
  ...talk,
};
