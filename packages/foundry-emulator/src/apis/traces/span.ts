/** A stored span, with attributes as plain values. */
export interface KeptSpan {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id?: string;
  readonly name: string;
  /** Nanoseconds since 1970, as text, which keeps all digits. */
  readonly start: string;
  readonly end: string;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** Time of arrival, in seconds of the emulator's clock. */
  readonly received_at: number;
}

export type Attributes = Readonly<Record<string, unknown>>;
