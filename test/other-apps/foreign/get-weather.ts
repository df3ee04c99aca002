import * as z from 'zod';
import { agentTool } from '../../../shared/tools/agent-tool.ts';

export const getWeather = agentTool('get_weather', {
  description: 'Returns the weather of a city on a day.',
  parameters: z.object({
    city: z.string().min(2).max(40).describe('Name of the city, for instance Lisbon'),
    unit: z.enum(['celsius', 'fahrenheit']),
  }),
  idempotent: true,
  handler: ({ city, unit }) => ({ city, unit, temperature: 18, sky: 'cloudy' }),
});
