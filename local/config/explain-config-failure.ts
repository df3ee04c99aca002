import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { messageOf, TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { explainBuildFailure } from '../build/dev-build.ts';
import { codeFrame, locate } from './source-excerpt.ts';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Explains why the config cannot be imported: the message, the file and line, and the lines around it.
 * @param file absolute path of foundry.config.ts
 */
export async function explainConfigFailure(file: string, cause: unknown): Promise<string> {
  if (cause instanceof TerminalError) return explainCheck(file, cause.message);
  // A syntax error, or an import that leads nowhere: esbuild finds the place, which Node does not tell for every case.
  const failure = await compileFailure(file);
  if (failure !== undefined) return failure;
  if (cause instanceof SetupError) return cause.message;
  return explainThrown(cause);
}

/** A value that the schema refuses: the message names its place in the config, which leads to its line. */
function explainCheck(file: string, message: string): string {
  const source = readFileSync(file, 'utf8');
  const frames: string[] = [];
  for (const [place] of message.matchAll(/\b(?:agents|tools|ingestion|evaluations|smoke)\b[\w.[\]-]*/g)) {
    const at = locate(source, place.replace(/\.$/, ''));
    if (at === undefined) continue;
    frames.push(`${path.relative(process.cwd(), file)}:${at.line}:${at.column}\n${codeFrame(source, at)}`);
    break;
  }
  return [message, ...frames].join('\n\n');
}

async function compileFailure(file: string): Promise<string | undefined> {
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [file],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      logLevel: 'silent',
    });
    return undefined;
  } catch (failure) {
    return await explainBuildFailure(failure);
  }
}

/** An exception while the config ran: shows the first frame of the stack in a file of the repository. */
function explainThrown(cause: unknown): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const frame = [...stack.matchAll(/\(?((?:file:\/\/)?\/[^\s()]+?):(\d+):(\d+)\)?$/gm)].find(
    ([, at = '']) => at.includes(root) && !at.includes('/node_modules/'),
  );
  const message = `foundry.config.ts failed while it was imported: ${messageOf(cause)}`;
  if (frame === undefined) return `${message}\n${stack}`;
  const [, url = '', line, column] = frame;
  const file = url.startsWith('file://') ? fileURLToPath(url) : url;
  const at = { line: Number(line), column: Number(column) };
  const source = readFileSync(file, 'utf8');
  return `${message}\n\n${path.relative(process.cwd(), file)}:${at.line}:${at.column}\n${codeFrame(source, at)}`;
}
