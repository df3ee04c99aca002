import type { APIPromise } from 'openai/core/api-promise';
import { httpDate, retryAfterOf } from './retry-after.ts';

/** A response of the service about a job. */
export interface ServiceReading<Job> {
  readonly job: Job;
  /** Milliseconds to wait before the next request, as the response's headers ask. */
  readonly retryAfter?: number;
  /** Time of the response on the service's clock, in milliseconds since 1970. The service's estimates refer to this clock. */
  readonly serviceTime?: number;
}

/** Returns the service's response about a job, with the wait that its headers ask for and the time on its clock. */
export async function withServiceHeaders<Job>(request: APIPromise<Job>): Promise<ServiceReading<Job>> {
  const { data, response } = await request.withResponse();
  const asked = retryAfterOf(response.headers, Date.now());
  const serviceTime = httpDate(response.headers.get('date'));
  return {
    job: data,
    ...(asked === undefined ? {} : { retryAfter: asked }),
    ...(serviceTime === undefined ? {} : { serviceTime }),
  };
}
