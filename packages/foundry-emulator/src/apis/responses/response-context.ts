import { ApiError, badRequest, notFound } from '../../core/http/api-error.ts';
import { inputItems } from '../conversations/input-items.ts';
import type { Item } from '../conversations/item.ts';
import { hasEnded } from '../conversations/response.ts';
import type { ResponseStore } from '../conversations/response-store.ts';
import type { CreateBody } from './create-body.ts';

export interface Context {
  /** Earlier items. */
  readonly history: readonly Item[];
  /** Items that this request adds. */
  readonly input: readonly Item[];
  readonly conversation: string | undefined;
}

/**
 * Returns the items that a request is answered from: the conversation or the chain of earlier responses, and its own input.
 * @throws ApiError 400 or 404 when these do not exist or exclude each other
 */
export function contextOf(
  body: Pick<CreateBody, 'conversation' | 'previous_response_id' | 'input'>,
  store: ResponseStore,
): Context {
  const conversation = typeof body.conversation === 'string' ? body.conversation : body.conversation?.id;
  const previous = body.previous_response_id ?? undefined;
  if (conversation !== undefined && previous !== undefined) {
    throw badRequest(
      'previous_response_id and conversation cannot be used together; a conversation holds what was said before.',
      'previous_response_id',
    );
  }
  if (conversation !== undefined && !store.conversations.get(conversation)) {
    throw notFound(`Conversation with id '${conversation}' not found.`, 'conversation');
  }
  const history =
    previous !== undefined
      ? previousItems(previous, store)
      : conversation !== undefined
        ? store.itemsOf(conversation)
        : [];
  const input = inputItems(body.input, (id) => store.find(id));
  if (input.length + history.length === 0)
    throw badRequest('There is nothing to answer: give input, a conversation or previous_response_id.', 'input');
  return { history, input, conversation };
}

function previousItems(id: string, store: ResponseStore): Item[] {
  const response = store.responses.get(id);
  if (!response) {
    throw new ApiError(400, {
      code: 'previous_response_not_found',
      message: `Previous response with id '${id}' not found.`,
      param: 'previous_response_id',
    });
  }
  if (!hasEnded(response)) {
    throw badRequest(
      `Response '${id}' is still ${response.status}; wait until it has ended to go on from it.`,
      'previous_response_id',
    );
  }
  return store.history(id);
}
