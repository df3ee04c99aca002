import type { AIProjectClient } from '@azure/ai-projects';
import type { OpenAI } from 'openai';
import type { Storage } from '../../azure/storage/storage.ts';
import type { JobFiles } from '../store/job-files.ts';

/** Where something is written that people running this should know. An InvocationContext of @azure/functions is one. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What job kinds and steps work with. */
export interface JobTools {
  /** Never retries by itself: a request that makes something must not be sent twice, and waiting is the orchestration's business. */
  readonly openai: OpenAI;
  readonly project: Pick<AIProjectClient, 'datasets' | 'deployments'>;
  /** The clients of another project, by its endpoint. @throws TerminalError when no token may be sent there */
  at(project: string): Promise<Pick<JobTools, 'openai' | 'project'>>;
  /** Storage the jobs' data comes from. */
  readonly storage: Storage;
  /** What is kept of the jobs: requests and results. */
  readonly files: JobFiles;
  readonly log: Log;
}
