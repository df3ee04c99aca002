import type { JobContext } from './job-context.ts';

/** The tools of a job: of the app's own project, or of the one that its request names. */
export async function withProjectOf<Tools extends JobContext>(
  { project }: { readonly project?: string | undefined },
  tools: Tools,
): Promise<Tools> {
  return project === undefined ? tools : { ...tools, ...(await tools.inProject(project)) };
}
