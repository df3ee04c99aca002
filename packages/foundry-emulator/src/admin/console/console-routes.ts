import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const FILES = [
  ['/', 'page.html', 'text/html'],
  ['/console.css', 'page.css', 'text/css'],
  ['/console.js', 'page.js', 'text/javascript'],
] as const;

/** The page at `/_emulator/`, for people. It asks what everybody can ask there, and loads nothing from elsewhere. */
export function consoleRoutes(server: FastifyInstance): void {
  for (const [route, file, type] of FILES) {
    server.get(route, (_request, reply) =>
      reply
        .headers({
          'content-type': `${type}; charset=utf-8`,
          'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
          'x-content-type-options': 'nosniff',
        })
        .send(readFileSync(path.join(import.meta.dirname, file))),
    );
  }
}
