import type { APIPromise } from 'openai/core/api-promise';
import type { Reading } from '../jobs/contract/job-type.ts';
import { askedWait, httpDate } from './retry-after.ts';

/** What the service answers about a job, with the wait that its headers ask for and the time on its clock. */
export async function reading<Job>(request: APIPromise<Job>): Promise<Reading<Job>> {
  const { data, response } = await request.withResponse();
  const asked = askedWait(response.headers, Date.now());
  const serviceTime = httpDate(response.headers.get('date'));
  return {
    job: data,
    ...(asked === undefined ? {} : { asked }),
    ...(serviceTime === undefined ? {} : { serviceTime }),
  };
}
