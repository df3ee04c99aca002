import { deployCheckCommand } from '../deploy/deploy-check-command.ts';

/** `npm run deploy:check`: what `azd` asks before it provisions. */
process.exitCode = await deployCheckCommand({ env: process.env, print: console.log });
