import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { type Containers, projectContainers } from '../../apis/containers/container-store.ts';
import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { storedResults } from '../contract/stored-results.ts';
import { acceptDefinition, parsedArguments } from '../contract/tool-functions.ts';
import type { Tool, ToolKind } from '../contract/tool-kind.ts';
import { CODE_FUNCTION, codeOf, wordsOf } from './code-function.ts';
import { type CodeFile, codeRunner, type Workspace } from './run-code.ts';

const autoContainer = z.object({
  type: z.literal('auto'),
  file_ids: z.array(z.string()).nullish(),
  memory_limit: z.string().nullish(),
});

const definition = z.object({
  type: z.literal('code_interpreter'),
  container: z.union([z.string(), autoContainer]).nullish(),
});

/** Value of `include` that requests the outputs. */
const INCLUDE_OUTPUTS = 'code_interpreter_call.outputs';

/**
 * Runs Python code of the model on this machine if a setting allows it. Otherwise the call fails with an explanation and the response
 * continues. The files that the code finds and leaves are those of a container.
 */
export function codeInterpreterKind(project: ProjectContext): ToolKind {
  const allowed = project.settings.FOUNDRY_CODE_INTERPRETER === 'on';
  const runCode = codeRunner(project);
  const results = storedResults(project.store, 'code-interpreter');
  const containers = projectContainers(project);

  return {
    type: 'code_interpreter',
    accept(given, param, include = []) {
      const { container } = acceptDefinition(definition, given, param);
      const named = typeof container === 'string' ? container : undefined;
      if (named !== undefined) containers.use(named, `${param}.container`);
      const auto = (typeof container === 'object' ? container : undefined) ?? undefined;
      const shows = include.includes(INCLUDE_OUTPUTS);
      // One container for all calls of a response.
      let containerId = named ?? newId('cntr');
      let prepared: Promise<unknown> | undefined;
      const prepare = () => {
        prepared ??= containers.containers.get(containerId)
          ? Promise.resolve(containers.use(containerId))
          : containers.create(
              { id: containerId, ...(auto?.memory_limit ? { memory_limit: auto.memory_limit } : {}) },
              auto?.file_ids ?? [],
            );
        return prepared;
      };

      const tool: Tool = {
        // The rule-based model writes no code. Where code does not run, it may pass the question as it is.
        functions: [allowed ? CODE_FUNCTION : { ...CODE_FUNCTION, takesWords: 'code' }],
        async open({ said }) {
          const earlier = said.findLast(({ type }) => type === 'code_interpreter_call')?.container_id;
          const known = typeof earlier === 'string' ? containers.containers.get(earlier) : undefined;
          if (named === undefined && known && !known.expired) containerId = known.id;
          return tool;
        },
        begin: () => ({
          id: newId('ci'),
          type: 'code_interpreter_call',
          status: 'in_progress',
          container_id: containerId,
          code: null,
          outputs: null,
        }),
        async run(call, begun, { signal, emit }) {
          const code = codeOf(parsedArguments(call));
          emit('response.code_interpreter_call.in_progress');
          emit('response.code_interpreter_call_code.delta', { delta: code });
          emit('response.code_interpreter_call_code.done', { code });
          emit('response.code_interpreter_call.interpreting');
          const end = (status: string, logs: string, shown = shows, images: readonly object[] = []) => {
            results.put(begun.id, logs);
            const outputs = shown ? [{ type: 'logs', logs }, ...images] : null;
            return { item: { ...begun, status, code, outputs }, outputs: [] };
          };
          try {
            await prepare();
            if (!allowed) return end('failed', NOT_ALLOWED, true);
            const done = await runCode(code, workspaceOf(containers, containerId), signal);
            emit('response.code_interpreter_call.completed');
            const madeFiles = done.files.map((file) => ({ ...file, containerId }));
            const images = shows ? await imagesOf(containers, containerId, done.files) : [];
            return { ...end('completed', wordsOf(done, linkTo), shows, images), madeFiles };
          } catch (error) {
            if (signal.aborted) throw error;
            return end('failed', `The code could not be run: ${messageOf(error)}`, true);
          }
        },
      };
      return tool;
    },
    recall(item) {
      if (item.type !== 'code_interpreter_call') return undefined;
      const args = JSON.stringify({ code: item.code ?? '' });
      return [
        { type: 'call', callId: item.id, name: CODE_FUNCTION.name, arguments: args },
        { type: 'result', callId: item.id, output: results.get(item.id) ?? 'What the code printed is not at hand.' },
      ];
    },
  };
}

/** The files of a container. Code may change them. */
function workspaceOf(containers: Containers, containerId: string): Workspace {
  return {
    files: () =>
      containers.filesOf(containerId).map((file) => ({ filename: file.path, read: () => containers.read(file) })),
    keep: async (filename, bytes) => {
      const { id } = await containers.add(containerId, filename, bytes, 'assistant');
      return { id, filename };
    },
  };
}

const IMAGE = /\.(png|jpe?g|gif|webp)$/i;

/** Returns the images that code made, as outputs with data URLs. */
async function imagesOf(containers: Containers, containerId: string, files: readonly CodeFile[]): Promise<object[]> {
  const images = files.filter(({ filename }) => IMAGE.test(filename));
  return Promise.all(
    images.map(async ({ id, filename }) => {
      const type = IMAGE.exec(filename)?.[1]?.toLowerCase().replace('jpg', 'jpeg');
      const bytes = Buffer.concat(await containers.read(containers.file(containerId, id)).toArray());
      return { type: 'image', url: `data:image/${type};base64,${bytes.toString('base64')}` };
    }),
  );
}

/** A link to a file, as models write it. The message has an annotation for it. */
const linkTo = ({ filename }: CodeFile): string => `[${filename}](sandbox:/mnt/data/${filename})`;

const NOT_ALLOWED =
  'The tool "code_interpreter" is not available locally: it would run code that a model writes on this machine. Allow it with FOUNDRY_CODE_INTERPRETER=on.';
