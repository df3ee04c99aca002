/** Something happened to a blob. What it is now is read from storage when its turn comes: events may come late, twice and in any order. */
export interface BlobChange {
  readonly container: string;
  readonly blob: string;
  /** The version that the event is about, without quotes; undefined when the blob went away, or the event does not say. */
  readonly etag?: string;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
}
