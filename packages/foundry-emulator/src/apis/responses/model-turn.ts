import type { Model, ModelEndReason, ModelRequest, ModelUsage } from '../../model/contract/model.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { countUsage } from '../../model/tokens/tokens.ts';
import type { Tool, ToolCall } from '../../tools/contract/tool-kind.ts';
import { MessageWriter } from './message-writer.ts';
import type { ResponseWriter } from './response-writer.ts';

/** A call of a tool that the emulator runs. */
export interface ServedCall extends ToolCall {
  readonly tool: Tool;
}

export interface TurnResult {
  readonly reason: ModelEndReason;
  /** A promise, because the first count loads the tokenizer's tables. */
  readonly usage: Promise<ModelUsage>;
  readonly served: readonly ServedCall[];
  /** True when the client must execute calls or approve them. */
  readonly clientMustAct: boolean;
}

interface OpenCall {
  readonly callId: string;
  readonly name: string;
  readonly tool: Tool;
  arguments: string;
  index?: number;
}

/** Runs one model turn and writes its output. Returns the calls that the emulator runs. */
export async function modelTurn(
  model: Model,
  request: ModelRequest,
  tools: readonly Tool[],
  writer: ResponseWriter,
  signal: AbortSignal,
): Promise<TurnResult> {
  const calls = new Map<string, OpenCall>();
  let message: MessageWriter | undefined;
  let written = '';
  for await (const event of model.respond(request, signal)) {
    signal.throwIfAborted();
    if ('delta' in event) written += event.delta;
    switch (event.type) {
      case 'text':
      case 'refusal':
        message ??= new MessageWriter(writer);
        message.add(event.type === 'text' ? 'output_text' : 'refusal', event.delta);
        break;
      case 'call':
        message?.close('completed');
        message = undefined;
        written += event.name;
        calls.set(event.callId, openCall(event.callId, event.name, tools, writer));
        break;
      case 'arguments':
        addArguments(calls.get(event.callId), event.delta, writer);
        break;
      case 'end': {
        const whole = event.reason === 'stop';
        message?.close(whole ? 'completed' : 'incomplete');
        // A call with truncated arguments is not executed.
        if (whole) for (const call of calls.values()) closeClientCall(call, writer);
        const all = whole ? [...calls.values()] : [];
        const handedOver = all.filter((call) => handOver(call, writer));
        return {
          reason: event.reason,
          usage: event.usage ? Promise.resolve(event.usage) : countUsage(request, written),
          served: all.filter((call) => call.tool.run && !handedOver.includes(call)),
          clientMustAct: handedOver.length > 0 || all.some(({ tool }) => isStreamed(tool)),
        };
      }
    }
  }
  throw new ModelError('server_error', 'The model stopped without ending its turn.');
}

function openCall(callId: string, name: string, tools: readonly Tool[], writer: ResponseWriter): OpenCall {
  const tool = tools.find(({ functions }) => functions.some((each) => each.name === name));
  if (!tool) throw new ModelError('server_error', `The model called a tool "${name}", which it was not given.`);
  const call: OpenCall = { callId, name, tool, arguments: '' };
  if (isStreamed(tool)) {
    const item = tool.begin(call);
    call.index = writer.openItem(item, () => ({ ...item, arguments: call.arguments, status: 'incomplete' }));
  }
  return call;
}

/** True for client functions, whose calls are streamed; other calls are sent when complete. */
const isStreamed = ({ run, handOver: asks }: Tool) => !run && !asks;

/** Adds the item that asks the client to execute or approve a call, if the tool needs one. */
function handOver(call: OpenCall, writer: ResponseWriter): boolean {
  const item = call.tool.handOver?.(call);
  if (item) writer.closeItem(writer.openItem(item), item);
  return item !== undefined;
}

function addArguments(call: OpenCall | undefined, delta: string, writer: ResponseWriter): void {
  if (!call) throw new ModelError('server_error', 'The model gave arguments of a call it had not begun.');
  call.arguments += delta;
  if (call.index !== undefined) writer.emit('response.function_call_arguments.delta', call.index, { delta });
}

function closeClientCall(call: OpenCall, writer: ResponseWriter): void {
  if (call.index === undefined) return;
  const begun = writer.response.output[call.index];
  if (!begun) return;
  writer.emit('response.function_call_arguments.done', call.index, { arguments: call.arguments, name: call.name });
  writer.closeItem(call.index, { ...begun, arguments: call.arguments, status: 'completed' });
}
