import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RequestError } from '../../core/request-error.ts';
import type { ApiResponse } from '../../http/response.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.map': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Hosts that the console may talk to besides its own origin: Entra's sign-in page. */
const ENTRA = 'https://login.microsoftonline.com';

/** Headers of every file. The console has no inline script, and no page may show it in a frame. */
const HEADERS = {
  'content-security-policy': `default-src 'self'; connect-src 'self' ${ENTRA}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Serves the console's static files. Only names found in the folder are served, so a path cannot leave it. */
export class ConsoleFiles {
  readonly #folder: string;
  #names: ReadonlySet<string> | undefined;

  /** @param folder the console as `packages/console` builds it */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Returns one file; `''` is the page itself.
   * @throws RequestError (404) for every other name, also when the console was not built
   */
  read(name: string): ApiResponse {
    this.#names ??= new Set(namesIn(this.#folder));
    const file = name === '' ? 'index.html' : name;
    if (!this.#names.has(file)) {
      const detail =
        this.#names.size === 0
          ? 'The console is not part of this build: run "npm run build".'
          : 'The console has no such file.';
      throw new RequestError('console_file_not_found', detail, { status: 404 });
    }
    return {
      status: 200,
      headers: {
        ...HEADERS,
        'content-type': CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream',
        // Names of chunks contain a hash of their content; all other names stay the same from build to build.
        'cache-control': file.startsWith('chunks/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
      body: readFileSync(path.join(this.#folder, file)),
    };
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch {
    return [];
  }
}
