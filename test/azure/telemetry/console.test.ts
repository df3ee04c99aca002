import { openTelemetry } from '../../../shared/azure/telemetry/open-telemetry.ts';
import { inSpan } from '../../../shared/azure/telemetry/spans.ts';
import { recordQueueAge } from '../../../shared/azure/telemetry/waiting-telemetry.ts';

describe('telemetry to the console', () => {
  it('shows spans and metrics in the log of the host, with nothing but a setting', async () => {
    const shown: unknown[] = [];
    const dir = jest.spyOn(console, 'dir').mockImplementation((item: unknown) => void shown.push(item));
    try {
      const telemetry = await openTelemetry({ service: 'test', console: true });
      await inSpan('a look', { attributes: { what: 'something' } }, async () => recordQueueAge('tool-look-in', 12));
      await telemetry.close();
    } finally {
      dir.mockRestore();
    }
    expect(shown).toContainEqual(expect.objectContaining({ name: 'a look', attributes: { what: 'something' } }));
    expect(shown).toContainEqual(
      expect.objectContaining({ descriptor: expect.objectContaining({ name: 'foundry_functions.queue.age' }) }),
    );
  });
});
