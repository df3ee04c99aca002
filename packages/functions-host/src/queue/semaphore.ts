/** Limits concurrency. Waiting tasks keep their order. */
export interface Semaphore {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** @param places tasks that run at the same time */
export function makeSemaphore(places: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    run: async (work) => {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        // The place passes to the next waiting task, so that none can overtake.
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
