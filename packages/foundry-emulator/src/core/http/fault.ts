import { z } from 'zod';

/** An injected fault: its effect, the requests it applies to, and its number of uses. */
export const faultRequest = z
  .strictObject({
    /** Operation id; `*` stands for anything, as in `Agents_*`. */
    operation: z.string().optional(),
    method: z.string().toUpperCase().optional(),
    /** Path of the URL; `*` stands for anything. */
    path: z.string().optional(),

    /** Answer with this status. */
    status: z.int().min(400).max(599).optional(),
    /** Seconds for the `Retry-After` header. */
    retryAfter: z.int().min(0).optional(),
    /** Milliseconds for the `retry-after-ms` header. */
    retryAfterMs: z.int().min(0).optional(),
    /** Body of the answer in place of the API's own error. */
    body: z.unknown().optional(),
    /** The operation is carried out, and then answered with `status` all the same. */
    afterEffect: z.boolean().optional(),
    /** Milliseconds to wait first, of real time. */
    delayMs: z.int().min(0).max(600_000).optional(),
    /** Close the connection without an answer, before or after the operation is carried out. */
    drop: z.enum(['before', 'after']).optional(),

    /** Number of requests it applies to. Default: all, until it is deleted. */
    times: z.int().min(1).optional(),
    /** Share of the matching requests it strikes. */
    probability: z.number().min(0).max(1).optional(),
    /** Makes the choice by `probability` the same in every run. */
    seed: z.int().optional(),
  })
  .refine(({ status, delayMs, drop }) => status !== undefined || delayMs !== undefined || drop !== undefined, {
    message: 'say what goes wrong: status, delayMs or drop',
  })
  .refine(({ status, drop }) => status === undefined || drop === undefined, {
    message: 'status and drop exclude each other: a dropped connection has no answer',
    path: ['drop'],
  });

export type FaultRequest = z.infer<typeof faultRequest>;

/** A fault as it is listed: with its name and what it has done. */
export interface Fault extends FaultRequest {
  readonly id: string;
  /** Requests it has struck. */
  readonly hits: number;
}

/** The properties of a request that faults are matched against. */
export interface FaultTarget {
  /** `null` where the address leads to no operation. */
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
}
