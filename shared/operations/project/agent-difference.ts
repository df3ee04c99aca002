import { isDeepStrictEqual } from 'node:util';
import { type Difference, isObject } from '../../core/differences.ts';
import { type AgentDefinition, MANAGED_PARTS } from './agent-definition.ts';

/** Defaults of the service. Source: Foundry Project REST 2025-11-15-preview, PromptAgentDefinition. */
const DEFAULTS: Readonly<Record<string, unknown>> = { temperature: 1, top_p: 1 };

/** Returns the differences between a wanted and a deployed definition, in the parts that the config sets. */
export function agentDifferences(
  deployed: Readonly<Record<string, unknown>>,
  wanted: AgentDefinition,
): readonly Difference[] {
  return MANAGED_PARTS.flatMap((part) => compare(part, filled(deployed, part), filled(wanted, part)));
}

function filled(definition: Readonly<Record<string, unknown>>, part: string): unknown {
  return definition[part] ?? DEFAULTS[part];
}

function compare(place: string, deployed: unknown, wanted: unknown): Difference[] {
  if (isEmpty(deployed) && isEmpty(wanted)) return [];
  if (Array.isArray(deployed) && Array.isArray(wanted)) {
    const length = Math.max(deployed.length, wanted.length);
    return Array.from({ length }, (_, at) => compare(`${place}[${at}]`, deployed[at], wanted[at])).flat();
  }
  if (isObject(deployed) && isObject(wanted)) {
    const keys = new Set([...Object.keys(deployed), ...Object.keys(wanted)]);
    return [...keys].flatMap((key) => compare(`${place}.${key}`, deployed[key], wanted[key]));
  }
  return isDeepStrictEqual(deployed, wanted) ? [] : [{ place, deployed, wanted }];
}

/** Services write out what is not set: null, an empty list, an empty object. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.values(value).every(isEmpty);
}
