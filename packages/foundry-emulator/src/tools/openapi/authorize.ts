import type { ProjectContext } from '../../core/project/project-context.ts';
import { connectionNamed, secretsOf } from '../remote/connection-secrets.ts';
import type { OpenApiDefinition } from './definition.ts';
import type { Operation } from './operations.ts';
import type { HttpRequest } from './request-of.ts';

/**
 * Adds credentials to a request: the secret of a connection where the security schemes of the document say, or a token that names the
 * audience, because the emulator has no managed identity.
 * @throws Error when the connection does not exist or lacks the key
 */
export function authorize(
  { url, headers }: HttpRequest,
  { security }: Operation,
  auth: OpenApiDefinition['auth'],
  project: Pick<ProjectContext, 'seed' | 'settings'>,
): void {
  if (auth.type === 'anonymous') return;
  if (auth.type === 'managed_identity') {
    headers.set('authorization', `Bearer emulator-identity:${auth.security_scheme.audience}`);
    return;
  }
  const id = auth.security_scheme.project_connection_id;
  const { key, named } = secretsOf(connectionNamed(project, id));
  for (const { key: name, scheme } of security) {
    const secret = ('name' in scheme ? named[scheme.name] : undefined) ?? named[name] ?? key;
    if (secret === undefined) continue;
    if (scheme.type === 'apiKey') {
      if (scheme.in === 'query') url.searchParams.set(scheme.name, secret);
      else if (scheme.in === 'cookie') headers.append('cookie', `${scheme.name}=${secret}`);
      else headers.set(scheme.name, secret);
    } else if (scheme.type === 'http' && scheme.scheme.toLowerCase() === 'basic') {
      headers.set('authorization', `Basic ${Buffer.from(secret).toString('base64')}`);
    } else headers.set('authorization', /^bearer /i.test(secret) ? secret : `Bearer ${secret}`);
    return;
  }
  throw new Error(
    `The connection "${id}" has no key for what the document asks for (components.securitySchemes): ${security.map(({ key: name }) => name).join(', ') || 'nothing'}.`,
  );
}
