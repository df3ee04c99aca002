import { redactTokens } from '../../../shared/core/logging/redact.ts';

describe('redactTokens', () => {
  it.each([
    'The service answered status code: 503',
    'code=ECONNRESET while reading',
    '{"code":"QueueNotFound","message":"The queue is missing."}',
    'status=404, errorCode: BlobNotFound',
    'https://account.services.ai.azure.com/api/projects/p/openai/files?api-version=v1',
  ])('keeps the diagnosis in: %s', (text) => {
    expect(redactTokens(text)).toBe(text);
  });

  it.each([
    ['x-functions-key: s3cretValue==', 's3cretValue'],
    ['"x-functions-key":"s3cretValue"', 's3cretValue'],
    ['https://app/api/jobs?code=s3cretValue&x=1', 's3cretValue'],
    ['Endpoint=https://x;AccessKey=s3cretValue;Version=1', 's3cretValue'],
    ['AccountName=a;AccountKey=s3cretValue==;', 's3cretValue'],
    ['Ocp-Apim-Subscription-Key: s3cretValue', 's3cretValue'],
    ['https://a.blob.core.windows.net/c/b?sv=1&sig=s3cretValue', 's3cretValue'],
    ['Authorization: Bearer s3cretValue', 's3cretValue'],
    ['post to https://hooks.example.com/services/T1/s3cretValue failed', 's3cretValue'],
    ['post to https://prod.example.com:443/webhookb2/s3cretValue/IncomingWebhook failed', 's3cretValue'],
    ['refresh_token=s3cretValue', 's3cretValue'],
  ])('hides the credential in: %s', (text, hidden) => {
    const redacted = redactTokens(text);
    expect(redacted).not.toContain(hidden);
    expect(redacted).toContain('[hidden]');
  });
});
