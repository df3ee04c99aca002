/** Description of the server, from `config.json` beside the page. */
export interface ConsoleConfig {
  /** `app`: served by the function app. `emulator`: served by the Foundry emulator alone. */
  readonly mode: 'app' | 'emulator';
  /** Base path of the app's HTTP API, such as `/api`. */
  readonly api: string;
  /** Base path of the emulator's administrative API; absent on Azure. */
  readonly emulator?: string;
  readonly auth: 'none' | 'key' | 'entra';
  readonly entra?: { readonly tenantId: string; readonly clientId: string; readonly scope: string };
}
