/** Addresses and credentials of the emulator under test. */
const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set. Run the programs with npm run test:clients.`);
  return value;
};

/** Endpoint of the Foundry project, as a portal shows it. */
export const projectEndpoint = variable('EMULATOR_PROJECT');
/** Endpoint of the Azure OpenAI resource. */
export const azureEndpoint = variable('EMULATOR_AZURE_OPENAI');
/** Base address of the v1 API of the Azure OpenAI resource. */
export const v1Endpoint = `${azureEndpoint}/openai/v1/`;

export const apiKey = 'any';
export const model = 'gpt-4o-mini';
export const embeddingModel = 'text-embedding-3-small';

export const credential = {
  getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** Polls until `isReady` holds. @throws Error with the last value after 50 s */
export async function until<T>(read: () => Promise<T>, isReady: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 50_000;
  for (;;) {
    const value = await read();
    if (isReady(value)) return value;
    if (Date.now() > end) throw new Error(`not reached: ${JSON.stringify(value).slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Collects an asynchronous sequence. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
