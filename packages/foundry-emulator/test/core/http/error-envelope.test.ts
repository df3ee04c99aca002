import { ApiError, notFound, tooManyRequests } from '../../../src/core/http/api-error.ts';
import { errorEnvelope } from '../../../src/core/http/error-envelope.ts';
import { libraries } from '../../../src/spec/libraries.ts';
import type { ErrorShape } from '../../../src/spec/shapes/operation.ts';

const error = new ApiError(400, {
  code: 'missing_required_parameter',
  message: 'No name.',
  param: 'name',
  details: [{ code: 'invalid_value', message: 'Nor this.' }],
});

it.each<[ErrorShape, object]>([
  [
    'ApiErrorResponse',
    { code: 'missing_required_parameter', message: 'No name.', param: 'name', type: 'invalid_request_error' },
  ],
  ['Azure.Core.Foundations.ErrorResponse', { code: 'MissingRequiredParameter', message: 'No name.', target: 'name' }],
  ['errorResponse', { code: 'missing_required_parameter', param: 'name', type: 'invalid_request_error' }],
  ['dalleErrorResponse', { code: 'missing_required_parameter' }],
])('%s is as the reference has it', (shape, expected) => {
  const body = errorEnvelope(shape, error, 'an-id');
  expect(body.error).toMatchObject(expected);
  const api = shape === 'errorResponse' || shape === 'dalleErrorResponse' ? 'azure-openai' : 'foundry';
  expect(libraries[api].shape(shape, 'answer')(body)).toBe(true);
});

it('has null for the parameter where none is at fault', () => {
  expect(errorEnvelope('ApiErrorResponse', notFound('None.'), 'an-id').error).toMatchObject({ param: null });
});

it('says how long to wait in both headers', () => {
  expect(tooManyRequests('Slow down.', 1500).details.headers).toEqual({ 'retry-after': '2', 'retry-after-ms': '1500' });
});
