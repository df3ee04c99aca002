import { defineConfig } from '../../../shared/config/define-config.ts';
import { getWeather } from '../foreign/get-weather.ts';

export default defineConfig({ tools: [getWeather] });
