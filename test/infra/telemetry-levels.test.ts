import { readFileSync } from 'node:fs';

/**
 * With `telemetryMode: OpenTelemetry` the host sends every level of `Azure.*` and of its extensions unless this section limits them: an idle app
 * then sends 2,078 records a minute instead of about 48 (measured on host 4.1037, docs/observability.md).
 */
describe.each(['host.json', 'infra/host.durable-task-scheduler.json'])('%s', (file) => {
  const { telemetryMode, logging } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly telemetryMode: string;
    readonly logging: { readonly OpenTelemetry?: { readonly logLevel: Record<string, string> } };
  };

  it('limits the log levels that OpenTelemetry sends', () => {
    expect(telemetryMode).toBe('OpenTelemetry');
    expect(logging.OpenTelemetry?.logLevel).toEqual({
      'Azure.Core': 'Error',
      'Microsoft.Azure.WebJobs.Extensions': 'Information',
    });
  });
});
