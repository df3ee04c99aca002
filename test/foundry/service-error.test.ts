import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { RetryableError, TerminalError } from '../../shared/core/errors.ts';
import { RequestError } from '../../shared/core/request-error.ts';
import { explainServiceError } from '../../shared/foundry/service-error.ts';

const answered = (status: number, headers: Record<string, string> = {}) =>
  explainServiceError(
    APIError.generate(status, { error: { message: 'said the service' } }, undefined, new Headers(headers)),
    'Reading x',
  );

describe('an error of the service', () => {
  it.each([408, 409, 429, 500, 502, 503, 504])('passes when it is a %s', (status) => {
    expect(answered(status)).toBeInstanceOf(RetryableError);
  });

  it('names the status once', () => {
    expect(answered(400)).toMatchObject({ message: 'Reading x: the service answered 400, said the service' });
  });

  it('keeps the wait that the service asks for', () => {
    expect(answered(429, { 'retry-after': '42' })).toMatchObject({ retryAfter: 42_000 });
    expect(answered(429, { 'retry-after-ms': '250' })).toMatchObject({ retryAfter: 250 });
  });

  it.each([
    [400, 'refused', /said the service/],
    [401, 'unauthorized', /AZURE_CLIENT_ID/],
    [403, 'forbidden', /Foundry User/],
    [404, 'not_found', /FOUNDRY_PROJECT_ENDPOINT/],
    [422, 'refused', /said the service/],
  ])('of the status %s does not pass, and says what to do', (status, code, message) => {
    const error = answered(status);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    new APIConnectionError({ message: 'Connection error.', cause: new Error('socket hang up') }),
    new APIConnectionTimeoutError(),
    new APIUserAbortError(),
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    Object.assign(new Error('terminated'), { cause: { code: 'UND_ERR_SOCKET' } }),
    Object.assign(new Error('no answer'), { name: 'RestError' }),
  ])('passes when there was no answer: %s', (error) => {
    expect(explainServiceError(error, 'x')).toBeInstanceOf(RetryableError);
  });

  it('of the Azure SDKs is read as well', () => {
    const rest = Object.assign(new Error('nope'), { name: 'RestError', statusCode: 403 });
    expect(explainServiceError(rest, 'x')).toMatchObject({ code: 'forbidden' });
  });

  it('that is a mistake of this program stays what it is', () => {
    const mistake = new TypeError('x is not a function');
    expect(explainServiceError(mistake, 'x')).toBe(mistake);
    const own = new TerminalError('no');
    expect(explainServiceError(own, 'x')).toBe(own);
  });
});
