import path from 'node:path';
import { DEFAULTS_LEFT_OUT } from './defaults.ts';
import type { Api } from './shapes/operation.ts';
import { ShapeLibrary } from './shapes/shape-library.ts';

/**
 * Unions in which `v1` requests may use variants that the references do not have. Their handlers store an unknown variant, skip it, or
 * refuse it by name. Every other union is closed: a handler never meets a variant that it does not know.
 */
const OPEN_UNIONS: Readonly<Record<Api, ReadonlySet<string>>> = {
  foundry: new Set([
    'AgentDefinition',
    'EvalDataSourceConfig',
    'EvalRunDataSource',
    'EvalRunSource',
    'EvaluationRuleAction',
    'Grader',
    'OpenAI.Annotation',
    'OpenAI.CodeInterpreterOutput',
    'OpenAI.ComputerAction',
    'OpenAI.ComputerToolCallOutputItemOutput',
    'OpenAI.ItemContent',
    'OpenAI.ItemParam',
    'OpenAI.ReasoningItemSummaryPart',
    'OpenAI.Tool',
    'OpenAI.ToolChoiceObject',
    'OpenAI.WebSearchAction',
    'TestingCriterion',
    'TuningGrader',
  ]),
  'azure-openai': new Set(['assistantTool', 'chatCompletionRequestUserMessageContentPart']),
};

/** The shapes of both references. */
export const libraries: Readonly<Record<Api, ShapeLibrary>> = {
  foundry: new ShapeLibrary(path.join(import.meta.dirname, 'foundry'), OPEN_UNIONS.foundry, DEFAULTS_LEFT_OUT.foundry),
  'azure-openai': new ShapeLibrary(
    path.join(import.meta.dirname, 'azure-openai'),
    OPEN_UNIONS['azure-openai'],
    DEFAULTS_LEFT_OUT['azure-openai'],
  ),
};
