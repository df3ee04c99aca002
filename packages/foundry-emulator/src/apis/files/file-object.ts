/** Purposes that clients may use. Source: OpenAI files reference. */
export const UPLOAD_PURPOSES = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'] as const;

export type UploadPurpose = (typeof UPLOAD_PURPOSES)[number];

/** Purposes of files that the service creates. */
export type ResultPurpose = 'fine-tune-results' | 'assistants_output' | 'batch_output';

/** A file object, without its bytes. */
export interface FileObject {
  readonly id: string;
  readonly object: 'file';
  readonly bytes: number;
  readonly created_at: number;
  readonly filename: string;
  readonly purpose: UploadPurpose | ResultPurpose;
  readonly expires_at?: number;
}
