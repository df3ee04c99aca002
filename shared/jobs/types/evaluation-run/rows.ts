import { checkJsonl, describeProblems, MAX_LINE_BYTES } from '../../../core/json-lines/check-jsonl.ts';
import { linesOf } from '../../../core/json-lines/lines.ts';
import { MAX_FILE_BYTES } from '../../../core/limits.ts';
import { RequestError } from '../../../core/request-error.ts';
import { explainServiceError, statusOf } from '../../../foundry/service-error.ts';
import { type BlobVersion, blobBytes, blobVersion } from '../../contract/blob-source.ts';
import type { JobContext } from '../../contract/job-context.ts';
import type { JobRunContext, UploadedFiles } from '../../contract/job-type.ts';
import { uploadOnce } from '../../contract/upload-once.ts';
import type { KnownEval } from './check-eval.ts';
import type { EvaluationData } from './data.ts';

/**
 * Returns the versions of the data.
 * @throws RequestError when it is missing, empty, too large, or rows in the request lack a field
 */
export async function checkData(
  { blob, items, dataset }: EvaluationData,
  known: KnownEval,
  tools: JobContext,
): Promise<Readonly<Record<string, string>>> {
  if (blob !== undefined) return { [blob]: (await blobVersion(blob, tools, MAX_FILE_BYTES)).etag };
  if (dataset !== undefined) await datasetId(dataset, tools);
  const problems = (items ?? []).flatMap((row, at) => {
    const problem = missingField(row, known);
    return problem === undefined ? [] : [{ field: `data.items[${at}]`, problem }];
  });
  if (problems.length === 0) return {};
  const named = problems.slice(0, 5).map(({ field, problem }) => `${field} ${problem}`);
  throw new RequestError('invalid_data', `Rows do not fit the eval: ${named.join('; ')}.`, { details: problems });
}

/** Brings rows from a blob to the service; all others it can reach by itself. */
export async function prepareRows(
  { blob }: EvaluationData,
  known: KnownEval,
  tools: JobRunContext,
): Promise<UploadedFiles> {
  if (blob === undefined) return {};
  const version = await blobVersion(blob, tools, MAX_FILE_BYTES);
  const check = (row: unknown) => missingField(itemOf(row), known);
  const { rows, problems } = await checkJsonl(blobBytes(version, tools), check);
  if (problems.length > 0) {
    throw new RequestError('invalid_data', `The data file ${blob} cannot be used: ${describeProblems(problems)}.`);
  }
  if (rows === 0) throw new RequestError('file_empty', `The data file ${blob} holds no rows.`);
  const bytes = () => wrapped(version, tools);
  return { data: await uploadOnce({ role: 'data', purpose: 'evals', source: blob, bytes }, tools) };
}

/** The service's name for where the rows are. */
export async function rowSource(
  data: EvaluationData,
  files: UploadedFiles,
  tools: Pick<JobContext, 'project'>,
): Promise<object> {
  if (data.items !== undefined) {
    return { type: 'file_content', content: data.items.map((row) => ({ item: itemOf(row) })) };
  }
  const id = data.dataset === undefined ? (data.fileId ?? files.data) : await datasetId(data.dataset, tools);
  return { type: 'file_id', id };
}

async function datasetId(
  { name, version }: NonNullable<EvaluationData['dataset']>,
  { project }: Pick<JobContext, 'project'>,
) {
  const found = await project.datasets.get(name, version).catch((error: unknown) => {
    if (statusOf(error) !== 404) throw explainServiceError(error, `Reading the dataset ${name}`);
    throw new RequestError(
      'dataset_not_found',
      `There is no dataset ${name} of the version ${version} in this project.`,
    );
  });
  if (!found.id) throw new RequestError('dataset_unusable', `The dataset ${name} of the version ${version} has no id.`);
  return found.id;
}

/** Every row as the service wants it: `{"item": {...}}`. */
async function* wrapped(version: BlobVersion, tools: JobContext): AsyncIterable<Uint8Array> {
  for await (const { text } of linesOf(blobBytes(version, tools), MAX_LINE_BYTES)) {
    if (text === undefined || text.trim() === '') continue;
    const row: unknown = JSON.parse(text);
    yield Buffer.from(`${JSON.stringify(isWrapped(row) ? row : { item: row })}\n`);
  }
}

const isWrapped = (row: unknown): row is { item: object } =>
  typeof row === 'object' && row !== null && 'item' in row && typeof row.item === 'object' && row.item !== null;

const itemOf = (row: unknown): unknown => (isWrapped(row) ? row.item : row);

function missingField(row: unknown, { required }: KnownEval): string | undefined {
  const missing = required.filter((field) => !(typeof row === 'object' && row !== null && field in row));
  return missing.length === 0 ? undefined : `has no ${missing.join(', ')}`;
}
