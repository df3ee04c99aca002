import { differenceLines } from '../../core/differences.ts';
import type { Deployed } from './deploy-agent.ts';

/** Returns the change of an agent as text: one line, followed by the differences. */
export function showDeployed(name: string, deployed: Deployed): string {
  if (deployed.kind === 'unchanged') return `= ${name}: unchanged, version ${deployed.version}`;
  const done = deployed.version === undefined ? 'would become a new version' : `is version ${deployed.version}`;
  if (deployed.kind === 'created') {
    const { model, tools } = deployed.definition;
    const count = Array.isArray(tools) ? tools.length : 0;
    return `+ ${name}: new, ${done} (model ${model}, ${count} ${count === 1 ? 'tool' : 'tools'})`;
  }
  return [`~ ${name}: changed, ${done}`, ...differenceLines(deployed.differences)].join('\n');
}
