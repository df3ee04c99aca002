// Lints an OpenAPI document from standard input with Redocly's recommended rules and prints the problems as JSON. A process of its own:
// the package is an ES module, which Jest does not load.
import { text } from 'node:stream/consumers';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  // Operations that only read have no 4XX of their own beside those of access.
  rules: { 'operation-4xx-response': 'error', 'no-server-example.com': 'off' },
});
const problems = await lintFromString({ source: await text(process.stdin), absoluteRef: 'openapi.json', config });
console.log(
  JSON.stringify(
    problems.map(({ ruleId, severity, message, location }) => ({
      ruleId,
      severity,
      message,
      at: location.map(({ pointer }) => pointer).join(' '),
    })),
  ),
);
