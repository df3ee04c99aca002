import type { Api } from '../../spec/shapes/operation.ts';

/** The project that the Azure OpenAI endpoint and the project name `_project` stand for. */
export const DEFAULT_PROJECT = 'local';

/** The parts of a request's path that do not depend on the operation. */
export interface Address {
  readonly api: Api;
  readonly project: string;
  /** Path below the API's base, still encoded, spelled as in the reference. */
  readonly path: string;
  /** Path of the base, such as `/api/projects/local`. */
  readonly base: string;
  /** Below `/openai/v1`, where no api-version is asked for. */
  readonly unversioned: boolean;
  /** Agent whose endpoint the client uses, such as `/agents/{name}/endpoint/protocols/openai/responses`. */
  readonly agent?: string;
}

/** Operations that agents serve at their own endpoints, with the paths of the project's. */
const AGENT_ENDPOINT =
  /^\/agents\/([^/]+)\/endpoint\/protocols(\/openai\/(?:v1\/)?(?:responses|conversations)(?:\/.*)?)$/;

/** Reads the path of a URL. Anything outside `/api/projects/{project}` belongs to the Azure OpenAI API. */
export function addressOf(pathname: string): Address {
  const [, base = '', name = '', rest = ''] = /^(\/api\/projects\/([^/]+))(\/.*)?$/.exec(pathname) ?? [];
  if (base === '') return { api: 'azure-openai', project: DEFAULT_PROJECT, base: '', ...spelling(pathname) };
  const project = decode(name);
  const [, agent, below = rest] = AGENT_ENDPOINT.exec(rest) ?? [];
  return {
    api: 'foundry',
    project: project === '_project' ? DEFAULT_PROJECT : project,
    base,
    ...spelling(classic(below)),
    ...(agent === undefined ? {} : { agent: decode(agent) }),
  };
}

/** The official SDK writes `/openai/v1/fine_tuning/jobs` where the reference has `/openai/fine-tuning/jobs`. */
function spelling(path: string): Pick<Address, 'path' | 'unversioned'> {
  const unversioned = path.startsWith('/openai/v1/');
  const plain = unversioned ? `/openai/${path.slice('/openai/v1/'.length)}` : path;
  return { path: plain.replace(/^\/openai\/fine_tuning(?=\/)/, '/openai/fine-tuning'), unversioned };
}

/** The clients of classic agents leave out `/openai` below a project. */
const classic = (path: string): string =>
  path.replace(/^(?=\/(assistants|threads|vector_stores|files)(\/|$))/, '/openai');

/** A part of a path as it was meant; one that cannot be decoded stays as it is. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
