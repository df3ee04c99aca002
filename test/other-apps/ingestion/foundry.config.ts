import { defineConfig } from '../../../shared/config/define-config.ts';

export default defineConfig({ ingestion: { reports: { from: 'reports/**/*.txt' } } });
