import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { clientCalls, missingOperations } from './drift.ts';

// What the clients have changes with each of their versions, and nothing here may fail by it: only that it is seen.

it('sees what each client calls', () => {
  const calls = clientCalls();
  expect(calls.openai).toContainEqual({ method: 'GET', path: '/evals/{}', query: [] });
  expect(calls.openai).toContainEqual({ method: 'POST', path: '/chat/completions', query: [] });
  for (const client of ['@azure/ai-projects', 'ai-projects-beta'])
    expect(calls[client]).toContainEqual(expect.objectContaining({ method: 'PUT', path: '/schedules/{}' }));
  expect(calls['@azure/ai-projects']).toContainEqual({
    method: 'GET',
    path: '/evaluationrules',
    query: ['actionType', 'agentName', 'enabled'],
  });
  expect(calls['@azure/ai-agents']).toContainEqual(expect.objectContaining({ method: 'POST', path: '/threads/runs' }));
});

it('counts as missing only what is not served', () => {
  const missing = missingOperations().map(({ operation }) => operation);
  expect(missing).not.toContain('GET /evals/{}');
  expect(missing).not.toContain('POST /chat/completions');
  expect(missing).not.toContain('POST /fine_tuning/jobs');
});

it('reports, fields included, and does not fail', async () => {
  const main = path.join(import.meta.dirname, 'main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', main]);
  for (const title of ['Operations that clients have', 'Query parameters that', 'Fields that'])
    expect(stdout).toContain(title);
  // The compiler has read the declarations of both clients.
  expect(stdout).toMatch(/ {2}OpenAI\.Response: .*\(openai\)/);
  expect(stdout).toMatch(/\(@azure\/ai-projects\)/);
});
