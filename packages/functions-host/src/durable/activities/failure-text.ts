import { FunctionFailure } from '../../worker/failures.ts';
import type { JsonText } from '../history/history-event.ts';
import type { FailureText } from '../history/make-event.ts';

/**
 * Describes a failed activity to its orchestrator. The library joins both texts to the message of the error it throws;
 * `details` is the .NET exception in the form of the real extension, because apps search it.
 */
export function activityFailure(activity: string, error: unknown): FailureText {
  const message = error instanceof FunctionFailure ? ` ${error.thrown.message}` : textOf(error);
  const inner = error instanceof FunctionFailure ? thrownByApp(error) : null;
  return {
    reason: `Activity function '${activity}' failed: ${message}`,
    details: JSON.stringify({
      $type: 'System.Exception, System.Private.CoreLib',
      ClassName: 'System.Exception',
      Message: message,
      Data: null,
      InnerException: inner,
      ...noTrace,
    }),
  };
}

const noTrace = {
  HelpURL: null,
  StackTraceString: null,
  RemoteStackTraceString: null,
  RemoteStackIndex: 0,
  ExceptionMethod: null,
  HResult: -2146233088,
  Source: null,
  WatsonBuckets: null,
};

function thrownByApp({ thrown }: FunctionFailure) {
  const stack = thrown.stack ?? `${thrown.name}: ${thrown.message}\n    at <anonymous>`;
  return {
    $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
    IsUserException: false,
    RemoteStackTrace: stack,
    RemoteMessage: thrown.message,
    RemoteTypeName: null,
    Message: `Result: Failure\nException: ${thrown.message}\nStack: ${stack}`,
    Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
    InnerException: null,
    HelpLink: null,
    Source: 'System.Private.CoreLib',
    HResult: -2146233088,
    StackTrace: null,
  };
}

/** .NET's texts and numbers (`HttpRequestError`) for errors of Node. */
const NETWORK_ERRORS: Readonly<Record<string, { readonly message: string; readonly httpRequestError: number }>> = {
  ECONNREFUSED: { message: 'Connection refused', httpRequestError: 2 },
  ENOTFOUND: { message: 'Name or service not known', httpRequestError: 1 },
  EAI_AGAIN: { message: 'Resource temporarily unavailable', httpRequestError: 1 },
};

/** .NET names the port even when it is the scheme's own. */
function hostAndPort(request: JsonText | null): string {
  const { hostname, port, protocol } = new URL(JSON.parse(request ?? '{}').uri);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** Describes a `callHttp` request that got no response. */
export function httpFailure(error: unknown, request: JsonText | null): FailureText {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const known = NETWORK_ERRORS[String(code)];
  const reason = known ? `${known.message} (${hostAndPort(request)})` : textOf(error);
  const socket = {
    $type: 'System.Net.Sockets.SocketException, System.Net.Primitives',
    ClassName: 'System.Net.Sockets.SocketException',
    Message: known?.message ?? textOf(error),
    Data: null,
    InnerException: null,
    HelpURL: null,
    StackTraceString: framesOf(error),
  };
  return {
    reason,
    details: JSON.stringify({
      $type: 'System.Net.Http.HttpRequestException, System.Net.Http',
      HttpRequestError: known?.httpRequestError ?? 0,
      StatusCode: null,
      Message: reason,
      Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
      InnerException: socket,
    }),
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function framesOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack.slice(stack.indexOf('\n    at ') + 1).replace(/^ {4}at/, '   at');
}
