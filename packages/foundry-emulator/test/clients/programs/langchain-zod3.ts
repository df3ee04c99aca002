import { z } from 'zod3';
import { programsOf, type Schemas } from './langchain.ts';
import { runAll } from './program.ts';

const schemas: unknown = {
  city: z.object({ city: z.string() }),
  person: z.object({ name: z.string(), age: z.number(), hobbies: z.array(z.string()) }),
};

await runAll(programsOf(schemas as Schemas));
