import { azureOpenAITables } from './azure-openai/azure-openai-tables.ts';
import { foundryTables } from './foundry/foundry-tables.ts';
import { flatten, type Operation } from './shapes/operation.ts';

type Table = (typeof foundryTables)[number] | (typeof azureOpenAITables)[number];
type KeyOf<T> = T extends unknown ? keyof T : never;

/** The id of any operation of the two references. */
export type OperationId = KeyOf<Table['operations']> & string;

/** An operation's entry in its table, with its literal types. */
export type SpecOf<Id extends OperationId> = Table['operations'] extends infer T
  ? T extends Record<Id, infer Spec>
    ? Spec
    : never
  : never;

/** All operations of both references, served or not. */
export const catalogue: readonly Operation[] = flatten([...foundryTables, ...azureOpenAITables]);
