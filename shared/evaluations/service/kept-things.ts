/** Something at the service that an entry can stand for. */
export interface Kept {
  readonly id: string;
  readonly enabled: boolean;
  /** Whether we made it: what others made is never touched. */
  readonly ours: boolean;
  /** Whether somebody has paused it over our API: bringing the config to the service leaves it paused. */
  readonly paused: boolean;
  readonly body: unknown;
}

/** One kind of such things. */
export interface KeptThings<Wanted> {
  readonly word: 'schedule' | 'rule';
  list(signal?: AbortSignal): Promise<readonly Kept[]>;
  get(id: string): Promise<Kept | undefined>;
  write(id: string, wanted: Wanted): Promise<unknown>;
  /** What is wanted, with what of a kept one is to stay: its pause, and its tags. */
  keeping(kept: Kept, wanted: Wanted): Wanted;
  disable(kept: Kept): Promise<unknown>;
  /** @param enabled whether it runs when it is not paused */
  setPaused(kept: Kept, paused: boolean, enabled: boolean, at: Date): Promise<unknown>;
}
