import { management } from '../../shared/azure/management/management.ts';
import { TerminalError } from '../../shared/core/errors.ts';
import { releaseCommand } from '../deploy/release-command.ts';
import { runCommand } from './run-command.ts';

/** `npm run deploy:release -- RESOURCE_GROUP`: frees the network of a private deployment before `azd down`. */
await runCommand(async () => {
  const { AZURE_SUBSCRIPTION_ID: subscription, AZURE_RESOURCE_GROUP: resourceGroup } = process.env;
  if (!subscription || !resourceGroup) {
    throw new TerminalError(
      'AZURE_SUBSCRIPTION_ID and AZURE_RESOURCE_GROUP are not set: take them from azd env get-values.',
    );
  }
  const [confirmed] = process.argv.slice(2);
  return releaseCommand({ azure: management(process.env), subscription, resourceGroup, confirmed, print: console.log });
});
