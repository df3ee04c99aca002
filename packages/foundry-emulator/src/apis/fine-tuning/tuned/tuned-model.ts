import type { ProjectContext } from '../../../core/project/project-context.ts';
import { type Model, type ModelEvent, type ModelRequest, partText } from '../../../model/contract/model.ts';
import { withinLimits } from '../../../model/tokens/turn-limits.ts';
import { projectFiles } from '../../files/file-store.ts';
import type { TuningJob } from '../job/job.ts';
import { tuningJobs } from '../job/job.ts';
import { baseOf } from '../models.ts';
import { type Recall, recallOf } from './recall.ts';
import { readTrainingExamples } from './training-examples.ts';

/** Models whose examples are held in memory; those of others are read again on request. */
const REMEMBERED = 20;

/**
 * Lets tuned models answer: questions similar to those of their training file by the learned answer, as long as the file exists; anything
 * else by the base model.
 */
export function tunedModel(project: ProjectContext, base: Model): Model {
  const jobs = tuningJobs(project.store);
  const memories = new Map<string, Promise<Recall>>();

  const remember = (job: TuningJob, signal: AbortSignal): Promise<Recall> => {
    const fileStore = projectFiles(project);
    if (!fileStore.files.get(job.trainingFile)) return Promise.resolve(async () => undefined);
    const known =
      memories.get(job.id) ??
      readTrainingExamples(fileStore.read(job.trainingFile)).then((examples) => recallOf(examples, signal));
    // Moves the model to the end: the map is in the order of use.
    memories.delete(job.id);
    memories.set(job.id, known);
    const [oldest] = memories.keys();
    if (memories.size > REMEMBERED && oldest !== undefined) memories.delete(oldest);
    known.catch(() => memories.delete(job.id));
    return known;
  };

  return {
    label: base.label,
    async *respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
      const [job] = request.deployment.startsWith('ft:')
        ? jobs.list({ where: { tuned: modelOf(request) }, limit: 1 }).objects
        : [];
      const question = job && questionOf(request);
      const answer = question && (await (await remember(job, signal))(question, signal));
      if (answer) yield* withinLimits(spoken(answer), request);
      else yield* base.respond(job ? { ...request, deployment: baseOf(job.model) } : request, signal);
    },
  };
}

function* spoken(text: string): Generator<ModelEvent> {
  for (const [delta] of text.matchAll(/\s*\S+|\s+$/g)) yield { type: 'text', delta };
  yield { type: 'end', reason: 'stop' };
}

/** Returns the tuned model of a checkpoint. */
const modelOf = ({ deployment }: ModelRequest): string => deployment.replace(/:ckpt-step-\d+$/, '');

/** Returns the last question, when the request asks for plain text. */
function questionOf({ items, format }: ModelRequest): string | undefined {
  const last = items.at(-1);
  if (format.type !== 'text' || last?.type !== 'message' || last.role !== 'user') return undefined;
  return last.content.map(partText).join('\n');
}
