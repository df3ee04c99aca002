import config from '../foundry.config.ts';
import { registerIngestion } from './ingestion/register-ingestion.ts';
import './operations/health.ts';
import { rejectKeys } from '../shared/azure/storage/refuse-keys.ts';
import { registerTools } from './agent-tools/register-tools.ts';
import { registerEvaluations } from './evaluations/register-evaluations.ts';
import { registerJobs } from './jobs/register-jobs.ts';
import { registerBacklogTimer } from './operations/backlog.ts';
import { registerPoisonTimer } from './queues/poison-timer.ts';
import { registerTelemetry } from './telemetry/register-telemetry.ts';

rejectKeys(process.env);
registerTelemetry(process.env);
registerTools(config.tools);
registerJobs(config.jobs);
registerIngestion();
registerEvaluations(config.evaluations);
registerBacklogTimer(config);
registerPoisonTimer();
