/** Lets only a few run at a time and the others wait in their order. */
export interface Gate {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** @param places how many run at the same time */
export function makeGate(places: number): Gate {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    run: async (work) => {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        // The place goes straight to the next in line, so that nobody can overtake.
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
