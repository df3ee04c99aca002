import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';

/**
 * `npm run secrets`: scans every file that git tracks or would add for keys and tokens, with the rules of secretlint and three for Azure.
 * Prints the place of each, never its value; exit code 1 when there is one. An argument names another folder.
 */
const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../..'));
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const found: string[] = [];
for (const file of files.split('\0').filter((name) => name !== '')) {
  const text = read(path.join(root, file));
  // Generated: names and hashes of packages.
  if (text === undefined || path.basename(file) === 'package-lock.json') continue;
  for (const { line, rule } of [...(await byRules(file, text)), ...ours(text)]) found.push(`${file}:${line}: ${rule}`);
}
for (const line of found) console.error(line);
console.log(
  found.length === 0
    ? 'No secret was found.'
    : `${found.length} places look like a secret. Remove it and revoke it, because the history of git keeps it.`,
);
process.exitCode = found.length === 0 ? 0 : 1;

/** Returns undefined for a binary file and for one that was deleted. */
function read(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      return undefined;
    throw error;
  }
}

async function byRules(filePath: string, content: string) {
  const { messages } = await lintSource({
    source: { filePath, content, ext: path.extname(filePath), contentType: 'text' },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] },
    },
  });
  return messages.map(({ loc, ruleId }) => ({ line: loc.start.line, rule: ruleId }));
}

/** Finds keys of storage and Service Bus, SAS and Entra tokens, for which secretlint has no rule. Azurite's key is public. */
function ours(text: string) {
  const patterns = {
    'azure-account-key':
      /(?:AccountKey|SharedAccessKey)=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)[A-Za-z0-9+/]{43,}/g,
    'azure-sas': /[?&]sig=[A-Za-z0-9%]{43,}/g,
    'entra-token': /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{40,}/g,
  };
  return Object.entries(patterns).flatMap(([rule, pattern]) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ line: text.slice(0, index).split('\n').length, rule })),
  );
}
