/** What an HTTP function answers. A text or bytes under a content type of its own goes out as it is, everything else as JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One field that is wrong, and why. */
export interface ProblemDetail {
  readonly field: string;
  readonly problem: string;
}

/** A refusal as problem+json (RFC 9457). `code` is for programs, `detail` for people. */
export function problem(
  status: number,
  code: string,
  detail: string,
  errors: readonly ProblemDetail[] = [],
): HttpAnswer & { readonly headers: Readonly<Record<string, string>> } {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: {
      type: `urn:foundry-functions:problem:${code}`,
      title: TITLES[status] ?? 'The request cannot be served',
      status,
      code,
      detail,
      ...(errors.length === 0 ? {} : { errors }),
    },
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'Who calls is not known',
  403: 'Who calls may not do this',
  404: 'There is no such thing',
  408: 'The request came too slowly',
  409: 'Not possible in this state',
  413: 'The request is too large',
  422: 'The request cannot be carried out',
  429: 'Too many requests',
  500: 'A mistake of this app',
  503: 'Not possible now',
  504: 'It took too long',
};
