import { newId } from '../../core/ids.ts';
import { isRecord } from '../../core/json-schema.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { libraries } from '../../spec/libraries.ts';
import { parsedArguments } from '../contract/tool-functions.ts';
import type { ToolKind } from '../contract/tool-kind.ts';

const NAME = 'computer_use_preview';

/** Action of a model that has no other: a screenshot. */
const LOOK = { type: 'screenshot' };

const DESCRIPTION =
  'Uses a computer: looks at its screen, clicks, types, scrolls. Without an action it takes a screenshot. Actions are {"type":"click","button":"left","x":1,"y":2}, double_click, move, drag with a path of points, scroll with scroll_x and scroll_y, type with text, keypress with keys, wait, screenshot.';

/** The client executes each action and returns a screenshot. */
export const computerUseTool: ToolKind = {
  type: 'computer_use_preview',
  accept: () => {
    const begin: ReturnType<ToolKind['accept']>['begin'] = (call) => ({
      id: newId('cu'),
      type: 'computer_call',
      status: 'completed',
      call_id: call.callId,
      action: actionOf(call),
      pending_safety_checks: [],
    });
    return {
      functions: [
        {
          name: NAME,
          description: DESCRIPTION,
          parameters: { type: 'object', properties: { action: { type: 'object', properties: {} } } },
        },
      ],
      begin,
      handOver: begin,
    };
  },
  recall(item) {
    const callId = String(item.call_id);
    if (item.type === 'computer_call') {
      const looks = isRecord(item.action) && item.action.type === LOOK.type;
      return [{ type: 'call', callId, name: NAME, arguments: JSON.stringify(looks ? {} : { action: item.action }) }];
    }
    if (item.type !== 'computer_call_output') return undefined;
    const url = isRecord(item.output) ? item.output.image_url : undefined;
    const image = typeof url === 'string' ? { image: url } : {};
    return [{ type: 'result', callId, output: 'This is the screen now.', ...image }];
  },
};

/** @throws ModelError when the model wrote an invalid action */
function actionOf(call: { readonly arguments: string }): object {
  const action = parsedArguments(call)?.action ?? LOOK;
  const isAction = libraries.foundry.shape('OpenAI.ComputerAction', 'body');
  if (isRecord(action) && isAction(action)) return action;
  throw new ModelError('server_error', `The model wrote no action of a computer: ${call.arguments}`);
}
