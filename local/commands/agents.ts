import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { projectCommand } from './project-command.ts';

/** `npm run agents`: brings the agents of foundry.config.ts to the project. */
await projectCommand(agentsCommand);
