import { z } from 'zod';
import type { Attributes, KeptSpan } from './span.ts';

const number = z.union([z.number(), z.string()]);

interface AnyValue {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly intValue?: number | string | undefined;
  readonly doubleValue?: number | undefined;
  readonly arrayValue?: { readonly values?: AnyValue[] | undefined } | undefined;
  readonly kvlistValue?:
    | { readonly values?: { readonly key: string; readonly value: AnyValue }[] | undefined }
    | undefined;
}

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: number.optional(),
    doubleValue: z.number().optional(),
    arrayValue: z.object({ values: z.array(anyValue).optional() }).optional(),
    kvlistValue: z.object({ values: z.array(keyValue).optional() }).optional(),
  }),
);
const keyValue = z.object({ key: z.string(), value: anyValue });
const attributes = z
  .array(keyValue)
  .default([])
  .transform((list): Attributes => plainRecord(list));

const span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/i, 'must be 32 hexadecimal digits'),
  spanId: z.string().regex(/^[0-9a-f]{16}$/i, 'must be 16 hexadecimal digits'),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: number.default('0'),
  endTimeUnixNano: number.default('0'),
  attributes,
  events: z.array(z.object({ name: z.string(), attributes })).default([]),
});

const request = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

/** Parses an OTLP/HTTP request in JSON. Source: OpenTelemetry protocol 1.x. @throws ZodError naming the invalid field */
export function readOtlp(body: unknown, receivedAt: number): KeptSpan[] {
  return request.parse(body).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, ...about }) => ({
        trace_id: traceId.toLowerCase(),
        span_id: spanId.toLowerCase(),
        ...(parentSpanId ? { parent_id: parentSpanId.toLowerCase() } : {}),
        name,
        start: `${startTimeUnixNano}`,
        end: `${endTimeUnixNano}`,
        ...about,
        received_at: receivedAt,
      })),
    ),
  );
}

const plainRecord = (list: readonly { readonly key: string; readonly value: AnyValue }[]): Attributes =>
  Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));

function plain({ stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue }: AnyValue): unknown {
  if (arrayValue) return (arrayValue.values ?? []).map(plain);
  if (kvlistValue) return plainRecord(kvlistValue.values ?? []);
  return stringValue ?? boolValue ?? doubleValue ?? (intValue === undefined ? null : Number(intValue));
}
