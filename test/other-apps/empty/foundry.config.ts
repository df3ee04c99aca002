import { defineConfig } from '../../../shared/config/define-config.ts';

export default defineConfig({});
