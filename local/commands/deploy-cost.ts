import { existsSync } from 'node:fs';
import path from 'node:path';
import prices from '../../infra/prices.json' with { type: 'json' };
import { loadApp } from '../../packages/functions-host/src/worker/load-app.ts';
import { registry } from '../../packages/functions-host/src/worker/registry.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { costTable, idleCosts, scalingGroups } from '../deploy/cost.ts';
import { footprintOf, readEnvironment } from '../deploy/footprint.ts';
import { runCommand } from './run-command.ts';

/** `npm run deploy:cost`: the idle cost of dev and prod, from the functions of the built package and infra/prices.json. */
await runCommand(async () => {
  const built = path.resolve(import.meta.dirname, '../../dist/package');
  if (!existsSync(path.join(built, 'package.json')))
    throw new SetupError('The app is not built: run `npm run build` first.');
  await loadApp(built);
  const triggers = [...registry.functions.values()].map(({ metadata }) => {
    const trigger = Object.values(metadata.bindings).find(({ type }) => type.endsWith('Trigger'));
    return [metadata.name, trigger?.type ?? ''] as const;
  });
  const functions = Object.fromEntries(triggers);
  const prod = readEnvironment('prod');
  const costs = (of: typeof prod) => idleCosts(footprintOf(of, functions), prices);
  const table = costTable({
    dev: costs(readEnvironment('dev')),
    prod: costs(prod),
    'prod, zone-redundant app': costs({ ...prod, zoneRedundantApp: true }),
  });
  console.log(
    `Prices of ${prices.lookedUp}; ${scalingGroups(functions).length} scaling groups of ${triggers.length} functions.\n\n${table}`,
  );
  return 0;
});
