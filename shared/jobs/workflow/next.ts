/** The next step after a wait in milliseconds, or the end. */
export type NextStep<Job, End extends object> =
  | { readonly job: Job; readonly wait: number; readonly ended?: undefined }
  | { readonly ended: End; readonly job?: undefined; readonly wait?: undefined };
