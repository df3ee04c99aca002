import { doctorCommand } from '../../shared/operations/doctor/doctor-command.ts';
import { projectCommand } from './project-command.ts';

/** `npm run doctor`: checks the project, its storage and the function app (FUNCTIONS_URL), on Azure or on this machine. */
await projectCommand(doctorCommand);
