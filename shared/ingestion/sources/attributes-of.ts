import { messageOf } from '../../core/errors.ts';
import { MAX_METADATA_KEY, MAX_METADATA_PAIRS, MAX_METADATA_VALUE } from '../../core/limits.ts';
import { Refusal } from '../../core/request-error.ts';
import type { Attributes, DescribedBlob, Source } from './source.ts';

/**
 * What a blob's file is labelled with: its path, its source, and what the source says of it.
 * @throws Refusal when that is nothing the service would take
 */
export function attributesOf(source: Source, blob: DescribedBlob): Attributes {
  const attributes = { ...said(source, blob), source: source.name, path: blob.path.slice(-MAX_METADATA_VALUE) };
  const problem = problemWith(attributes);
  if (problem !== undefined) throw invalid(source, problem);
  return attributes;
}

function said({ attributes, ...source }: Source, blob: DescribedBlob): Attributes {
  try {
    return attributes?.(blob) ?? {};
  } catch (cause) {
    throw invalid(source, `the function threw: ${messageOf(cause)}`);
  }
}

function problemWith(attributes: Attributes): string | undefined {
  const pairs = Object.entries(attributes);
  if (pairs.length > MAX_METADATA_PAIRS)
    return `there are ${pairs.length} with path and source, ${MAX_METADATA_PAIRS} fit`;
  for (const [name, value] of pairs) {
    if (name === '' || name.length > MAX_METADATA_KEY)
      return `"${name}" is no name of 1 to ${MAX_METADATA_KEY} characters`;
    if (typeof value === 'string' && value.length > MAX_METADATA_VALUE)
      return `"${name}" is longer than ${MAX_METADATA_VALUE} characters`;
    const plain = ['string', 'boolean'].includes(typeof value) || (typeof value === 'number' && Number.isFinite(value));
    if (!plain) return `"${name}" is neither text nor a number nor true or false`;
  }
  return undefined;
}

const invalid = ({ name }: Pick<Source, 'name'>, problem: string) =>
  new Refusal('invalid_attributes', `ingestion.${name}.attributes: ${problem}. Correct foundry.config.ts.`);
