import type { AIProjectClient } from '@azure/ai-projects';
import type { OpenAI } from 'openai';
import type { Storage } from '../../azure/storage/storage.ts';
import type { Log } from '../../core/logging/log.ts';
import type { JobFiles } from '../store/job-files.ts';

/** Dependencies of job types and activities. */
export interface JobContext {
  /** Never retries by itself: a request that makes something must not be sent twice, and waiting is the orchestration's business. */
  readonly openai: OpenAI;
  readonly project: Pick<AIProjectClient, 'datasets' | 'deployments'>;
  /** The clients of another project, by its endpoint. @throws TerminalError when no token may be sent there */
  inProject(project: string): Promise<Pick<JobContext, 'openai' | 'project'>>;
  /** Storage the jobs' data comes from. */
  readonly storage: Storage;
  /** Containers that jobs may read: `jobs.containers` of foundry.config.ts. */
  readonly dataContainers: readonly string[];
  /** Stored requests and results of the jobs. */
  readonly files: JobFiles;
  readonly log: Log;
}

/** The tools of a job: of the app's own project, or of the one that its request names. */
export async function withProjectOf<Tools extends JobContext>(
  { project }: { readonly project?: string | undefined },
  tools: Tools,
): Promise<Tools> {
  return project === undefined ? tools : { ...tools, ...(await tools.inProject(project)) };
}
