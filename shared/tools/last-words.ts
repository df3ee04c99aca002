import type { AgentTool } from './agent-tool.ts';
import type { Outcome } from './call-record.ts';

/** What the model is told when nobody knows whether the effect took place. */
export function unclear(tool: AgentTool, what: string): Outcome {
  return {
    kind: 'unclear',
    text: `${tool.name} may or may not have been carried out. ${what} Do not repeat it before somebody has checked.`,
  };
}

/** The last attempt has failed like those before it, each without an effect. */
export function gaveUp(tool: AgentTool, why: string, attempts: number): Outcome {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  return {
    kind: 'refused',
    text: `${tool.name} could not be carried out: ${why}. It was tried ${times}; try again later.`,
  };
}

/** Nobody knows of any attempt, and the agent no longer waits: an effect now would surprise everybody. */
export function tooLate(tool: AgentTool): Outcome {
  return {
    kind: 'refused',
    text: `${tool.name} was not carried out: the call waited too long in the queue. Call it again.`,
  };
}

/** Every attempt ended with its process, so that none of them could say anything. */
export function crashed(tool: AgentTool): Outcome {
  const what = 'Every attempt was cut off before it could answer.';
  if (!tool.idempotent) return unclear(tool, what);
  return { kind: 'refused', text: `${tool.name} could not be carried out. ${what} Try again later.` };
}
