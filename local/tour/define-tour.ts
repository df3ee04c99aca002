import type { Storage } from '../../shared/azure/storage/storage.ts';

/** Steps of the tour that only the author of an app can know. Every part is optional. */
export interface TourScript {
  /**
   * Runs before the first question, for instance to write sample rows. The texts it returns replace `{name}` in the questions.
   */
  readonly prepare?: (storage: Storage) => Promise<Readonly<Record<string, string>>>;
  /** Questions to agents, in one conversation each. */
  readonly conversations?: readonly { readonly agent: string; readonly questions: readonly string[] }[];
  /** A folder of files to upload, and a question that they answer. */
  readonly documents?: {
    /** Name of the ingestion source that takes the files. */
    readonly source: string;
    readonly folder: string;
    /** `container/prefix/` */
    readonly to: string;
    readonly agent?: string;
    readonly question?: string;
  };
  /** A fine-tuning job whose model is compared with its base model. */
  readonly fineTuning?: {
    readonly model: string;
    /** Content of a JSON Lines file. */
    readonly training: string;
    readonly questions: readonly { readonly query: string; readonly expected: string }[];
  };
}

/** Declares the script of foundry.tour.ts. Without that file the tour is derived from foundry.config.ts. */
export const defineTour = (script: TourScript): TourScript => script;
