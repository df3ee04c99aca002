import type { ValidateFunction } from 'ajv';
import { libraries } from '../../spec/libraries.ts';
import type { Api, Operation } from '../../spec/shapes/operation.ts';
import { violationOf } from '../../spec/shapes/violation.ts';
import { ApiError } from './api-error.ts';
import { isLaterThanReferences } from './api-versions.ts';

/** @throws ApiError 400 when a parameter of the path is not what the reference says it is */
export function checkParams({ api, params: shapes }: Operation, params: Readonly<Record<string, string>>): void {
  if (shapes) check(libraries[api].fields(shapes, 'body'), params);
}

/**
 * The query's parameters as numbers, booleans, texts and lists, presets filled in. An unknown parameter is left out.
 * @throws ApiError 400 when one is not what the reference says
 */
export function readQuery({ api, query: shapes = {} }: Operation, given: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    // The client of classic agents encodes the brackets twice.
    const values = [name, `${name}[]`, `${name}%5B%5D`].flatMap((spelling) => given.getAll(spelling));
    // A list is sent as `include=a&include=b`, `include[]=a&include[]=b` or `include=a,b`.
    if (shape.endsWith('[]')) query[name] = values.flatMap((value) => value.split(',')).filter((value) => value !== '');
    else if (values[0] !== undefined) query[name] = values[0];
  }
  check(libraries[api].fields(shapes, 'query'), query);
  return query;
}

/**
 * The body, if it is what the reference says.
 * @throws ApiError 400 naming the field that is not
 */
export function checkBody({ api, shapes = api, body: shape }: Operation, body: unknown, apiVersion: string): unknown {
  if (shape === undefined) return body;
  const given = body === undefined ? {} : body;
  check(libraries[shapes].shape(shape, purposeIn(apiVersion)), given);
  return given;
}

/**
 * A part of a body that the reference leaves open, held against a shape that it means.
 * @throws ApiError 400 naming the field, without the path that leads to the part
 */
export function checkPart(
  { api, shape, apiVersion }: { api: Api; shape: string; apiVersion: string },
  part: unknown,
): void {
  check(libraries[api].shape(shape, purposeIn(apiVersion)), part);
}

const purposeIn = (apiVersion: string) => (isLaterThanReferences(apiVersion) ? 'openBody' : 'body');

function check(validate: ValidateFunction, value: unknown): void {
  if (validate(value)) return;
  const { code, message, param } = violationOf(validate.errors ?? [], value);
  throw new ApiError(400, { code, message, param: param === '' ? undefined : param });
}
