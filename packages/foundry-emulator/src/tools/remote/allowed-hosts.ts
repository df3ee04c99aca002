import type { Settings } from '../../core/settings.ts';
import { isLoopback } from '../../core/storage/binding-faults.ts';

const SETTING = 'FOUNDRY_ALLOWED_HOSTS';

/** Addresses that tools may call: this machine and the hosts in the settings. */
export interface AllowedHosts {
  /** @throws Error that names the setting for an address that is not allowed */
  check(url: URL): void;
  /** `fetch` restricted to allowed addresses, without redirects. */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
}

/** Reads FOUNDRY_ALLOWED_HOSTS: names with or without port, separated by commas, or `*` for all. */
export function allowedHosts(settings: Settings): AllowedHosts {
  const named = (settings[SETTING] ?? '').split(',').map((host) => host.trim().toLowerCase());
  const check = (url: URL): void => {
    if (!/^https?:$/.test(url.protocol))
      throw new Error(`Only http and https addresses can be called, not ${url.protocol}`);
    if (isLoopback(url) || ['*', url.host, url.hostname].some((host) => named.includes(host))) return;
    throw new Error(
      `Tools of this emulator call this machine only. To let them call ${url.hostname}, name it in ${SETTING}.`,
    );
  };
  return {
    check,
    fetch: async (address, init) => {
      const url = new URL(address);
      check(url);
      return fetch(url, { ...init, redirect: 'manual' });
    },
  };
}

/** Reads the first characters of a response body and discards the rest. */
export async function firstText({ body }: Response, max: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop cancels the body.
    if (text.length >= max) return text.slice(0, max);
  }
  return text + decoder.decode();
}
