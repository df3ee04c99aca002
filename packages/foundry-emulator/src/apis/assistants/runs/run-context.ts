import { CONTEXT_WINDOW_TOKENS } from '../../../core/limits.ts';
import { type ModelItem, type ModelPart, type ModelRequest, partText } from '../../../model/contract/model.ts';
import { countTokens, countUsage } from '../../../model/tokens/tokens.ts';
import type { AssistantStore } from '../objects/assistant-store.ts';
import type { Run } from '../objects/run.ts';
import type { Message } from '../objects/thread.ts';

/** Tokens the service adds around a message. Source: OpenAI's token counting guide. */
const TOKENS_PER_MESSAGE = 3;

/** Returns the thread's messages before the run and the run's own messages and calls, as model input. */
export function runContext(run: Run, store: AssistantStore): { before: ModelItem[]; own: ModelItem[] } {
  const messages = [...store.messages.all({ where: { thread: run.thread_id } })];
  const before = messages.filter(({ run_id, status }) => run_id !== run.id && status !== 'in_progress').map(spoken);
  const own = [...store.steps.all({ where: { run: run.id } })].flatMap(({ step, calls }): ModelItem[] => {
    if (step.step_details.type === 'message_creation') {
      const made = store.messages.get(step.step_details.message_creation.message_id);
      return made && step.status === 'completed' ? [spoken(made)] : [];
    }
    return [
      ...calls.map(
        (call): ModelItem => ({ type: 'call', callId: call.id, name: call.name, arguments: call.arguments }),
      ),
      ...calls.map((call): ModelItem => ({ type: 'result', callId: call.id, output: call.output ?? '' })),
    ];
  });
  const { type, last_messages: last } = run.truncation_strategy;
  return { before: type === 'last_messages' && last ? before.slice(-last) : before, own };
}

/**
 * Returns the request with as many earlier messages as fit the token budget. Messages in the middle are dropped first; the newest stays.
 * Undefined when even that exceeds the budget.
 */
export async function fittedRequest(
  request: Omit<ModelRequest, 'items'>,
  { before, own }: { before: readonly ModelItem[]; own: readonly ModelItem[] },
  budget: number = CONTEXT_WINDOW_TOKENS,
): Promise<ModelRequest | undefined> {
  const limit = Math.min(budget, CONTEXT_WINDOW_TOKENS);
  const rest = await countUsage({ ...request, items: [...own] }, '');
  const sized = await Promise.all(
    before.map(async (item) => ({ item, tokens: (await countTokens(textOf(item))) + TOKENS_PER_MESSAGE })),
  );
  let total = sized.reduce((sum, { tokens }) => sum + tokens, rest.inputTokens);
  while (total > limit && sized.length > 1) {
    const [dropped] = sized.splice(Math.floor((sized.length - 1) / 2), 1);
    total -= dropped?.tokens ?? 0;
  }
  return total > limit ? undefined : { ...request, items: [...sized.map(({ item }) => item), ...own] };
}

const spoken = ({ role, content }: Message): ModelItem => ({
  type: 'message',
  role,
  content: content.flatMap((part): ModelPart[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text.value }];
    return part.type === 'image_url' ? [{ type: 'image', url: part.image_url.url }] : [];
  }),
});

const textOf = (item: ModelItem): string => (item.type === 'message' ? item.content.map(partText).join('') : '');
