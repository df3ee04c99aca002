import type { AppFunction, Invoke } from '../../extension/extension.ts';
import { activityInput } from './activity-data.ts';

/** Calls an activity outside of any orchestration, as the portal does. Its result is only logged. */
export async function runManually(fn: AppFunction, input: string, invoke: Invoke): Promise<void> {
  const data = activityInput(jsonOf(input));
  await invoke(fn, {
    input: data ?? {},
    triggerMetadata: data ? { [fn.trigger.name]: data } : {},
    bindingData: {},
    reason: 'This function was programmatically called via the host APIs.',
  });
}

/** Treats input that is not JSON as a string. */
function jsonOf(input: string): string {
  try {
    JSON.parse(input);
    return input;
  } catch {
    return JSON.stringify(JSON.stringify(input));
  }
}
