import * as z from 'zod';

/**
 * A row of the table as it is read. `holder` carries the call out until `leaseUntil` and renews that while it lives;
 * `outcome` and `answer` end it. The answer is JSON bytes: a table's text may hold 32 K characters only, its bytes 64 KiB.
 */
export const rowSchema = z.object({
  etag: z.string(),
  holder: z.string(),
  leaseUntil: z.date(),
  outcome: z.enum(['done', 'refused', 'unclear']).optional(),
  answer: z.instanceof(Uint8Array).optional(),
});

/** How a call ended for good, and the words it was answered with. */
export interface Outcome {
  readonly kind: 'done' | 'refused' | 'unclear';
  readonly text: string;
}

export interface RowKey {
  readonly partitionKey: string;
  readonly rowKey: string;
}

export interface CallRow extends RowKey {
  readonly correlationId: string;
  readonly holder: string;
  readonly leaseUntil: Date;
}

export interface EndedRow extends CallRow {
  readonly outcome: Outcome['kind'];
  readonly answer: Uint8Array;
}

/** The row of a call that has ended, made from the one that claimed it. */
export function endedRow(row: CallRow, { kind, text }: Outcome): EndedRow {
  return { ...row, leaseUntil: new Date(0), outcome: kind, answer: Buffer.from(JSON.stringify(text), 'utf8') };
}

/** How the call of a row ended, if it has. */
export function outcomeIn({ outcome, answer }: z.infer<typeof rowSchema>): Outcome | undefined {
  if (outcome === undefined || answer === undefined) return undefined;
  return { kind: outcome, text: z.string().parse(JSON.parse(Buffer.from(answer).toString('utf8'))) };
}
