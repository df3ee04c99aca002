import { createHash } from 'node:crypto';
import { porterStem } from '../../core/text/porter-stem.ts';
import { plainWords } from '../../core/text/tokens.ts';
import type { Embedder } from './embedder.ts';

const DIMENSIONS = 512;

/** Function words, which get a low weight. */
const FAINT = new Set(
  'a an and are as at be but by do for from has have i in is it its of on or our so that the this to was we were with you your'.split(
    ' ',
  ),
);
const FAINT_WEIGHT = 0.2;

/**
 * Length and weight of character n-grams, by which similar words match. Scripts with short words and suffixes use shorter, heavier ones.
 */
const PIECES = { latin: { length: 3, weight: 0.25 }, other: { length: 2, weight: 0.6 } };

/** Words whose features are cached, because hashing is slow. */
const REMEMBERED_WORDS = 20_000;

/** Embeds texts by their words and character n-grams, without a model. Texts are similar if their words are. */
export const wordEmbedder: Embedder = {
  label: 'words',
  embed: async (texts, _signal, dimensions) => texts.map((text) => embedWords(text, dimensions)),
};

export interface Feature {
  readonly hash: number;
  readonly weight: number;
}

const remembered = new Map<string, readonly Feature[]>();

/** Returns the vector of a text, of length 1 unless the text is empty. A text without words is embedded by its characters. */
export function embedWords(text: string, dimensions = DIMENSIONS): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = ({ hash, weight }: Feature) => {
    const at = hash % dimensions;
    vector[at] = (vector[at] ?? 0) + weight;
  };
  for (const word of plainWords(text)) for (const each of featuresOf(word)) add(each);
  if (lengthOf(vector) === 0) for (const character of new Set(text)) add(feature(`character ${character}`, 1));
  const length = lengthOf(vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

function lengthOf(vector: readonly number[]): number {
  let square = 0;
  for (const value of vector) square += value * value;
  return Math.sqrt(square);
}

/** Returns the features of a word: its stem and its character n-grams. */
export function featuresOf(word: string): readonly Feature[] {
  const known = remembered.get(word);
  if (known) return known;
  const weight = FAINT.has(word) ? FAINT_WEIGHT : 1;
  const features = [feature(porterStem(word), weight)];
  const pieces = /^[\p{Script=Latin}\d]+$/u.test(word) ? PIECES.latin : PIECES.other;
  const framed = `<${word}>`;
  for (let at = 0; at + pieces.length <= framed.length; at++)
    features.push(feature(framed.slice(at, at + pieces.length), weight * pieces.weight));
  if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
  remembered.set(word, features);
  return features;
}

/** Hashes a feature to a dimension and a sign, so that no vocabulary is stored. */
function feature(name: string, weight: number): Feature {
  const hash = createHash('sha1').update(name).digest();
  return { hash: hash.readUInt32LE(0), weight: hash.readUInt8(4) % 2 === 0 ? weight : -weight };
}
