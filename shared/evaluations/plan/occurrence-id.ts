import { createHash } from 'node:crypto';
import { jobId } from '../../jobs/store/job-id.ts';

/** Names one occurrence of an entry; its run is the job of this key, however often it is asked for. */
export const occurrenceId = (name: string, at: number): string => `evaluation/${name}/${new Date(at).toISOString()}`;

/** The id of the job, and of its orchestration, that carries an occurrence. */
export const jobOf = (id: string): string => jobId('er', { key: id });

/** A number from 0 up to 1 that looks random and is always the same for the same text. */
export const shareOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
