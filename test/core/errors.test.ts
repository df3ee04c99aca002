import { RetryableError, TerminalError } from '../../shared/core/errors.ts';

describe('errors', () => {
  it('keeps the wait the service asked for', () => {
    expect(new RetryableError('later', 1500).retryAfter).toBe(1500);
    expect(new TerminalError('no')).toMatchObject({ name: 'TerminalError', message: 'no' });
  });
});
