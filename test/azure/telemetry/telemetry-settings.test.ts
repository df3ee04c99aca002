import { telemetrySettings } from '../../../shared/azure/telemetry/telemetry-settings.ts';

describe('the settings of telemetry', () => {
  it('ask for none of it unless one of them does', () => {
    expect(telemetrySettings({})).toBeUndefined();
    expect(telemetrySettings({ OTEL_SERVICE_NAME: 'mine', TELEMETRY: '' })).toBeUndefined();
    const off = { TELEMETRY: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
    expect(telemetrySettings(off)).toBeUndefined();
  });

  it('send it to Application Insights with the identity that the template names', () => {
    const connectionString = 'InstrumentationKey=1;IngestionEndpoint=https://a.example/';
    const env = {
      WEBSITE_SITE_NAME: 'func-1',
      APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=abc;Authorization=AAD',
    };
    const applicationInsights = { connectionString, entra: true, clientId: 'abc' };
    expect(telemetrySettings(env)).toEqual({ service: 'func-1', console: false, applicationInsights });
  });

  it('send it to a collector and to the console at once', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/', TELEMETRY: 'console' };
    expect(telemetrySettings(env)).toEqual({
      service: 'foundry-functions',
      console: true,
      otlp: 'http://localhost:4318',
    });
  });

  it.each([
    [{ TELEMETRY: 'yes' }, /TELEMETRY is "yes". Set it to console or off/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' }, /OTEL_EXPORTER_OTLP_ENDPOINT/],
  ])('refuse %j', (env, message) => {
    expect(() => telemetrySettings(env)).toThrow(message);
  });
});
