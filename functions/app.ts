import config from '../foundry.config.ts';
import './operations/health.ts';
import { registerJobs } from './jobs/register-jobs.ts';
import { registerTools } from './tools/register-tools.ts';

registerTools(config.tools);
registerJobs();
