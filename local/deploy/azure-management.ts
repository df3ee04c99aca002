import type { TokenCredential } from '@azure/identity';
import { TerminalError } from '../../shared/errors.ts';

const ENDPOINT = 'https://management.azure.com';

/** Milliseconds one answer may take. */
const TIMEOUT_MS = 30_000;

/**
 * Reads a list from Azure's management API, every page of it. Two lists are all that is read: no client library is worth it.
 * @throws TerminalError with Azure's own words
 */
export async function readList(path: string, credential: TokenCredential): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let next: string | undefined = `${ENDPOINT}${path}`;
  while (next !== undefined) {
    const token = await credential.getToken(`${ENDPOINT}/.default`);
    if (token === null) throw new TerminalError('Nobody is signed in. Run `azd auth login`.');
    const answer = await fetch(next, {
      headers: { authorization: `Bearer ${token.token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new TerminalError(`Azure answered ${answer.status} for ${path}: ${await answer.text()}`);
    const page = (await answer.json()) as { value?: readonly unknown[]; nextLink?: string };
    items.push(...(page.value ?? []));
    next = page.nextLink?.startsWith(`${ENDPOINT}/`) ? page.nextLink : undefined;
  }
  return items;
}
