/** What comes next: a step after so many milliseconds, or nothing, because there is an end. */
export type NextStep<Job, End extends object> =
  | { readonly job: Job; readonly wait: number; readonly ended?: undefined }
  | { readonly ended: End; readonly job?: undefined; readonly wait?: undefined };
