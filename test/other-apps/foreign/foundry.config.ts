import { defineConfig } from '../../../shared/config/define-config.ts';
import { getWeather } from './get-weather.ts';

/** An app that shares nothing with the sample: one agent with one tool. */
export default defineConfig({
  agents: {
    forecaster: { model: 'gpt-4o-mini', instructions: 'You tell the weather. Call the tool.', tools: [getWeather] },
  },
});
