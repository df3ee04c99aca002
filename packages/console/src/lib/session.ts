import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './api.ts';
import type { ConsoleConfig } from './console-config.ts';

/** Configuration and clients of every page. */
export interface Session {
  readonly config: ConsoleConfig;
  /** The app's HTTP API. */
  readonly api: Api;
  /** The emulator's administrative API; undefined on Azure. */
  readonly emulator: Api | undefined;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** Returns the session of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('A page was rendered outside of its session.');
  return session;
}
