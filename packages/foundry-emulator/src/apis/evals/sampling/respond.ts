import { GraderError } from '../../../grading/contract/grader-error.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import type { CreateBody } from '../../responses/create-body.ts';
import { ResponseAborted } from '../../responses/response-run.ts';
import type { ResponseService } from '../../responses/response-service.ts';

/** Creates a response and cancels it when the run is stopped. @throws GraderError when it fails */
export async function respond(
  service: ResponseService,
  body: CreateBody,
  signal: AbortSignal,
): Promise<FoundryResponse> {
  signal.throwIfAborted();
  const run = await service.begin(body);
  const stop = () => run.giveUp(new ResponseAborted('cancelled', 'The evaluation run was stopped.'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    await run.ended;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  const { response } = run;
  if (response.status === 'completed' || response.status === 'incomplete') return response;
  const { code, message } = response.error ?? { code: 'server_error', message: `The response is ${response.status}.` };
  throw new GraderError(code, message);
}
