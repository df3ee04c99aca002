import { projectEndpoint } from '../../shared/foundry/project-endpoint.ts';

const read = (endpoint?: string) => projectEndpoint({ FOUNDRY_PROJECT_ENDPOINT: endpoint });

describe('the endpoint of the project', () => {
  it.each([
    ['https://acct.services.ai.azure.com/api/projects/p', false],
    ['https://acct.services.ai.azure.us/api/projects/p', false],
    ['https://gateway.azure-api.net/api/projects/p', false],
    ['https://localhost:7443/api/projects/local', true],
    ['https://127.0.0.1:7443/api/projects/local', true],
    ['https://[::1]:7443/api/projects/local', true],
  ])('%s is taken', (url, local) => {
    expect(read(url)).toEqual({ url, local });
    expect(read(`${url}/`)).toEqual({ url, local });
  });

  it.each([
    [undefined, /is not set.*npm start/],
    ['', /is not set/],
    ['acct', /must look like/],
    ['http://localhost:7443/api/projects/local', /must look like https/],
    ['https://acct.services.ai.azure.com', /must look like/],
    ['https://acct.services.ai.azure.com/api/projects/p/agents', /must look like/],
    ['https://azure.com.evil.example/api/projects/p', /no token is sent there/],
    ['https://evilazure.com/api/projects/p', /no token is sent there/],
    ['https://localhost.evil.example/api/projects/p', /no token is sent there/],
  ])('%s is refused with the remedy', (url, message) => expect(() => read(url)).toThrow(message));
});
