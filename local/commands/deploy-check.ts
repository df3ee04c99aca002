import { deployCheckCommand } from '../deploy/deploy-check-command.ts';

/** `npm run deploy:check`: checks that azd runs before it provisions. */
process.exitCode = await deployCheckCommand({ args: process.argv.slice(2), env: process.env, print: console.log });
