import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands where Entra stands: issues tokens, and serves the keys to check them with on loopback. */
export interface TokenIssuer {
  /** Settings of an app that trusts it. */
  readonly settings: Readonly<Record<string, string>>;
  /** A token that counts, but for what `changes` say; `stranger` signs it with a key that no key set contains. */
  token(
    changes?: Readonly<Record<string, unknown>>,
    how?: { readonly stranger?: boolean; readonly header?: object },
  ): Promise<string>;
  stop(): Promise<void>;
}

const ISSUER = 'https://login.example/tenant/v2.0';
const AUDIENCE = 'api://foundry-functions';

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const [ours, strange] = [keyPair(), keyPair()];
  const key = { ...ours.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      HTTP_AUTH: 'entra',
      ENTRA_AUDIENCE: AUDIENCE,
      ENTRA_ISSUER: ISSUER,
      ENTRA_KEYS_URL: `http://127.0.0.1:${port}/keys`,
    },
    token: async (changes = {}, { stranger = false, header = {} } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: ISSUER,
        aud: AUDIENCE,
        exp: now + 3_600,
        oid: 'somebody',
        azp: 'client',
        roles: ['Reader'],
        ...changes,
      };
      return signed(claims, stranger ? strange.privateKey : ours.privateKey, header);
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Written without the library that checks tokens: it must not agree with itself alone. */
function signed(claims: object, key: KeyObject, header: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
