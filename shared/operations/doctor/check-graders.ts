import * as z from 'zod';
import type { CheckedConfig } from '../../config/define-config.ts';
import { messageOf } from '../../core/errors.ts';
import { projectEndpoint } from '../../foundry/project-endpoint.ts';
import { type Finding, fail, pass } from './finding.ts';

const answer = z.object({ graders: z.enum(['ready', 'off', 'missing']) });
const CHECK = 'python graders';

/** Checks that the emulator can run the `python` criteria of the config. The service in Azure needs nothing for that. */
export async function checkGraders(
  { evaluations }: Pick<CheckedConfig, 'evaluations'>,
  env: NodeJS.ProcessEnv,
): Promise<readonly Finding[]> {
  const all = [...evaluations.entries, ...evaluations.schedules, ...evaluations.rules];
  const users = all.filter(
    (entry) => typeof entry.eval === 'object' && entry.eval.criteria.some(({ type }) => type === 'python'),
  );
  const { url, local } = projectEndpoint(env);
  if (users.length === 0 || !local) return [];
  const names = users.map(({ name }) => name).join(', ');
  try {
    const response = await fetch(`${new URL(url).origin}/_emulator/python`);
    const { graders } = answer.parse(await response.json());
    if (graders === 'ready') return [pass(CHECK, `can run, for ${names}`)];
    return [
      graders === 'off'
        ? fail(CHECK, `they are off, so every row of ${names} fails`, 'FOUNDRY_PYTHON_GRADERS=on npm run dev')
        : fail(
            CHECK,
            `Python cannot be started, so every row of ${names} fails`,
            'install Python 3, or name the interpreter with FOUNDRY_PYTHON, and start the emulator again',
          ),
    ];
  } catch (error) {
    return [fail(CHECK, `the emulator does not say whether it can run them: ${messageOf(error)}`, 'npm run dev')];
  }
}
