import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import { projectCommand } from './project-command.ts';

/** `npm run evaluations`: keeps the project's schedules and evaluation rules in step with foundry.config.ts. */
await projectCommand(evaluationsCommand);
