import { PYTHON_GRADER_TIMEOUT_MS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { Settings } from '../../core/settings.ts';
import type { GradingTools } from '../../grading/contract/grade.ts';
import { GraderError } from '../../grading/contract/grader-error.ts';
import { modelJudge } from '../../grading/contract/judge.ts';
import { pythonRunner } from '../../grading/python/run-python.ts';
import type { Model } from '../../model/contract/model.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import { cosine } from '../../model/embedding/embedder.ts';
import { chooseEmbedder } from '../../model/embedding/upstream-embedder.ts';
import { evaluatorStore } from './evaluator-store.ts';

/**
 * Returns the interpreter of Python graders, or `off`. A request brings the code, and it runs with the rights of the developer: off unless the
 * developer turns it on.
 */
export const pythonGraderCommand = ({ FOUNDRY_PYTHON_GRADERS, FOUNDRY_PYTHON }: Settings): string =>
  FOUNDRY_PYTHON_GRADERS === 'on' ? (FOUNDRY_PYTHON ?? 'python3') : 'off';

/** Returns the tools of a project's graders: the emulator's model, its embeddings, and Python when it is installed and turned on. */
export function gradingTools(model: Model, project: ProjectContext): Omit<GradingTools, 'signal'> {
  const { settings } = project;
  const evaluators = evaluatorStore(project);
  const embedder = chooseEmbedder(settings);
  return {
    judge: modelJudge(model),
    python: pythonRunner({ command: pythonGraderCommand(settings), timeoutMs: PYTHON_GRADER_TIMEOUT_MS }),
    customEvaluator: (name, version) => {
      const found = version ? evaluators.get(name, version) : evaluators.latest(name);
      return found?.evaluator_type === 'custom' ? found.definition : undefined;
    },
    cosine: async (left, right, signal) => {
      try {
        const [one = [], other = []] = await embedder.embed([left, right], signal);
        return cosine(one, other);
      } catch (error) {
        if (error instanceof ModelError) throw new GraderError(error.code, error.message, { cause: error });
        throw error;
      }
    },
  };
}
