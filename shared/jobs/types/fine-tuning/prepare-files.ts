import { exampleCheck, MAX_EXAMPLE_BYTES } from '../../../core/fine-tuning-data/example-check.ts';
import { checkJsonl, describeProblems } from '../../../core/json-lines/check-jsonl.ts';
import { MAX_FINE_TUNING_FILE_BYTES, MIN_TRAINING_EXAMPLES } from '../../../core/limits.ts';
import { RequestError } from '../../../core/request-error.ts';
import { type BlobVersion, blobBytes, blobVersion } from '../../contract/blob-source.ts';
import type { JobContext } from '../../contract/job-context.ts';
import type { JobRunContext, UploadedFiles } from '../../contract/job-type.ts';
import { uploadOnce } from '../../contract/upload-once.ts';
import type { FineTuningRequest } from './request.ts';

type Role = 'training' | 'validation';

/** The versions of the request's blobs. @throws RequestError when one is missing, empty or too large */
export async function fileVersions(
  { training, validation }: FineTuningRequest,
  tools: JobContext,
): Promise<[Role, BlobVersion][]> {
  const paths: [Role, string][] = [
    ['training', training],
    ...(validation ? [['validation', validation] as [Role, string]] : []),
  ];
  return Promise.all(
    paths.map(
      async ([role, path]): Promise<[Role, BlobVersion]> => [
        role,
        await blobVersion(path, tools, MAX_FINE_TUNING_FILE_BYTES),
      ],
    ),
  );
}

/** Checks every row of every file first, and uploads then: a mistake in the last one leaves nothing at the service. */
export async function prepareFiles(request: FineTuningRequest, tools: JobRunContext): Promise<UploadedFiles> {
  const versions = await fileVersions(request, tools);
  for (const [role, version] of versions) await checkFile(role, version, request, tools);
  const files: Record<string, string> = {};
  for (const [role, version] of versions) {
    const bytes = () => blobBytes(version, tools);
    const upload = { role, purpose: 'fine-tune', source: version.path, bytes, size: version.bytes } as const;
    files[role] = await uploadOnce(upload, tools);
  }
  return files;
}

async function checkFile(role: Role, version: BlobVersion, request: FineTuningRequest, tools: JobContext) {
  const check = exampleCheck(request.model, request.method?.type ?? 'supervised');
  const { rows, problems } = await checkJsonl(blobBytes(version, tools), check, MAX_EXAMPLE_BYTES);
  const file = `The ${role} file ${version.path}`;
  if (problems.length > 0) {
    throw new RequestError('invalid_data', `${file} cannot be used: ${describeProblems(problems)}.`, {
      details: problems.map(({ line, problem }) => ({ field: `${role} line ${line}`, problem })),
    });
  }
  if (role === 'training' && rows < MIN_TRAINING_EXAMPLES) {
    throw new RequestError(
      'invalid_data',
      `${file} has ${rows} examples; the service needs ${MIN_TRAINING_EXAMPLES} at least.`,
    );
  }
}
