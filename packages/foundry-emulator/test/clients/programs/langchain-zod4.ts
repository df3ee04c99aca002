import { z } from 'zod';
import { programsOf } from './langchain.ts';
import { runAll } from './program.ts';

await runAll(
  programsOf({
    city: z.object({ city: z.string() }),
    person: z.object({ name: z.string(), age: z.number(), hobbies: z.array(z.string()) }),
  }),
);
