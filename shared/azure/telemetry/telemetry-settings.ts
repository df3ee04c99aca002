import { TerminalError } from '../../core/errors.ts';

/** Destinations of traces and metrics. */
export interface TelemetrySettings {
  /** Names this app among others. */
  readonly service: string;
  readonly applicationInsights?: {
    readonly connectionString: string;
    /** Sign in with the app's identity; else the connection string alone is what lets telemetry in. */
    readonly entra: boolean;
    readonly clientId?: string;
  };
  /** An OTLP endpoint that takes JSON or protobuf over HTTP; without a closing slash. */
  readonly otlp?: string;
  readonly console: boolean;
}

/**
 * Reads TELEMETRY (`console`, `off`), OTEL_EXPORTER_OTLP_ENDPOINT, APPLICATIONINSIGHTS_CONNECTION_STRING and
 * APPLICATIONINSIGHTS_AUTHENTICATION_STRING (`Authorization=AAD`, with `ClientId=...` for a user-assigned identity). Undefined when no
 * setting asks for telemetry: then none of it is loaded.
 * @throws TerminalError naming the setting
 */
export function telemetrySettings(env: NodeJS.ProcessEnv): TelemetrySettings | undefined {
  const wish = env.TELEMETRY || undefined;
  if (wish !== undefined && wish !== 'console' && wish !== 'off') {
    throw new TerminalError(`TELEMETRY is "${wish}". Set it to console or off, or take it out.`);
  }
  const otlp = otlpEndpoint(env);
  const connectionString = env.APPLICATIONINSIGHTS_CONNECTION_STRING || undefined;
  if (wish === 'off' || (wish === undefined && otlp === undefined && connectionString === undefined)) return undefined;
  return {
    service: env.OTEL_SERVICE_NAME || env.WEBSITE_SITE_NAME || 'foundry-functions',
    console: wish === 'console',
    ...(otlp === undefined ? {} : { otlp }),
    ...(connectionString === undefined
      ? {}
      : { applicationInsights: { connectionString, ...signIn(env.APPLICATIONINSIGHTS_AUTHENTICATION_STRING ?? '') } }),
  };
}

function otlpEndpoint(env: NodeJS.ProcessEnv): string | undefined {
  const text = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!text) return undefined;
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
    throw new TerminalError(
      `OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL. Set it to a collector's address such as http://localhost:4318.`,
    );
  }
  return text.replace(/\/+$/, '');
}

function signIn(text: string): { readonly entra: boolean; readonly clientId?: string } {
  const parts = new Map(text.split(';').map((part) => part.split('=').map((half) => half.trim()) as [string, string]));
  const clientId = parts.get('ClientId');
  return { entra: parts.get('Authorization') === 'AAD', ...(clientId ? { clientId } : {}) };
}
