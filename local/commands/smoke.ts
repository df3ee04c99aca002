import { smokeCommand } from '../deploy/smoke-command.ts';
import { projectCommand } from './project-command.ts';

/** `npm run smoke`: one tool call through an agent of the project, end to end. */
await projectCommand(smokeCommand);
