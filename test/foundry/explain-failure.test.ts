import { explainFailure } from '../../shared/foundry/explain-failure.ts';

describe('a failure of the project', () => {
  it.each([
    ['Invalid tool value(s): azure_function', { statusCode: 400 }, /basic agent setup.*standard setup/],
    ['PermissionDenied', { statusCode: 401 }, /role "Foundry User"/],
    ['Forbidden', { statusCode: 403 }, /role "Foundry User"/],
    ['Project not found', { statusCode: 404 }, /Check FOUNDRY_PROJECT_ENDPOINT/],
    ['API version not supported', { statusCode: 400 }, /Set FOUNDRY_API_VERSION/],
    ['connect ECONNREFUSED 127.0.0.1:7443', { code: 'ECONNREFUSED' }, /Nothing answers.*npm start/],
    ['self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, /NODE_EXTRA_CA_CERTS/],
    ['no credential', { name: 'CredentialUnavailableError' }, /az login/],
  ])('%s comes with its remedy', (message, properties, remedy) => {
    const explained = explainFailure(Object.assign(new Error(message), properties));
    expect(explained).toMatch(remedy);
    expect(explained.startsWith(message)).toBe(true);
  });

  it('that is not known is shown as it is', () => {
    expect(explainFailure(Object.assign(new Error('Teapot'), { statusCode: 418 }))).toBe('Teapot');
    expect(explainFailure('text')).toBe('text');
  });
});
