import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import { loadConfig } from '../config/load-config.ts';
import { finishCommand } from '../deploy/finish-command.ts';
import { smokeCommand } from '../deploy/smoke-command.ts';
import { runCommand } from './run-command.ts';

/** `npm run deploy:finish`: the steps after a deployment, with retries. */
await runCommand(async () => {
  const config = await loadConfig(process.env);
  const given = { config, args: [], env: process.env };
  return finishCommand({
    env: process.env,
    print: console.log,
    steps: [
      { name: 'agents', run: (print) => agentsCommand({ ...given, print }) },
      { name: 'evaluations', run: (print) => evaluationsCommand({ ...given, print }) },
      { name: 'smoke', run: (print) => smokeCommand({ ...given, print }) },
    ],
  });
});
