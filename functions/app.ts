import config from '../foundry.config.ts';
import { registerIngestion } from './ingestion/register-ingestion.ts';
import './operations/health.ts';
import { registerEvaluations } from './evaluations/register-evaluations.ts';
import { registerJobs } from './jobs/register-jobs.ts';
import { refuseKeys } from '../shared/access/refuse-keys.ts';
import { registerTelemetry } from './telemetry/register-telemetry.ts';
import { registerWatch } from './operations/watch.ts';
import { registerTools } from './tools/register-tools.ts';

refuseKeys(process.env);
registerTelemetry(process.env);
registerTools(config.tools);
registerJobs();
registerIngestion();
registerEvaluations(config.evaluations);
registerWatch(config);
