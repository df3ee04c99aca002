import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { doctorCommand } from '../../shared/operations/doctor/doctor-command.ts';
import { loadConfig } from '../config/load-config.ts';
import { deployCheckCommand } from '../deploy/deploy-check-command.ts';
import { reportText } from '../deploy/report.ts';
import { runCommand } from './run-command.ts';

const FILE = 'deployment-report.md';

/** `npm run deploy:report`: gathers versions, settings, checks and failed deployment steps into a file without secrets. */
await runCommand(async () => {
  const { AZURE_RESOURCE_GROUP: group = '' } = process.env;
  const names = [
    'AZURE_LOCATION',
    'DEPLOYMENT_KIND',
    'AGENT_SETUP',
    'DURABLE_BACKEND',
    'HTTP_AUTH',
    'EXISTING_FOUNDRY_ACCOUNT',
  ];
  const operations = [
    'deployment',
    'group',
    'list',
    '-g',
    group,
    '--query',
    '[].{name:name,state:properties.provisioningState,took:properties.duration,error:properties.error.code}',
    '-o',
    'table',
  ];
  const sections = [
    { title: 'Versions', text: `node ${process.version}\n${output('azd', ['version'])}\n${output('az', ['version'])}` },
    { title: 'Settings', text: names.map((name) => `${name}=${process.env[name] ?? ''}`).join('\n') },
    { title: 'npm run deploy:check', text: await lines((print) => deployCheckCommand({ env: process.env, print })) },
    { title: 'Deployments of the resource group', text: output('az', operations) },
    {
      title: 'npm run doctor',
      text: await lines(async (print) => {
        const config = await loadConfig(process.env);
        return doctorCommand({ config, args: [], env: process.env, print });
      }),
    },
  ];
  writeFileSync(FILE, reportText(sections));
  console.log(`Wrote ${FILE}. Read it, fill in the list at its end, and attach it to an issue.`);
  return 0;
});

function output(command: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  return error ? `${command}: ${error.message}` : `${stdout}${stderr}`.trim();
}

async function lines(run: (print: (line: string) => void) => Promise<number>): Promise<string> {
  const found: string[] = [];
  try {
    const code = await run((line) => void found.push(line));
    found.push(`exit code ${code}`);
  } catch (error) {
    found.push(error instanceof Error ? error.message : String(error));
  }
  return found.join('\n');
}
