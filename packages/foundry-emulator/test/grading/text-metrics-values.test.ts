import { readFileSync } from 'node:fs';
import path from 'node:path';
import { tokens } from '../../src/core/text/tokens.ts';
import { bleu } from '../../src/grading/text/bleu.ts';
import { f1 } from '../../src/grading/text/f1.ts';
import { gleu } from '../../src/grading/text/gleu.ts';
import { meteor } from '../../src/grading/text/meteor.ts';
import { rougeL, rougeN } from '../../src/grading/text/rouge.ts';

interface Pair {
  readonly language: string;
  readonly response: string;
  readonly ground_truth: string;
  readonly tokens: readonly string[];
  readonly bleu: number;
  readonly gleu: number;
  readonly meteor: number;
  readonly rouge1: number;
  readonly rouge2: number;
  readonly rougeL: number;
  readonly f1: number;
}

const { pairs }: { pairs: readonly Pair[] } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'text-metrics.values.json'), 'utf8'),
);

describe('text metrics compared with the Python packages', () => {
  it('cover at least 60 pairs in ten languages', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(60);
    expect(new Set(pairs.map(({ language }) => language)).size).toBeGreaterThanOrEqual(10);
  });

  it.each(pairs)(
    'give the same values in $language for "$response"',
    ({ response, ground_truth: truth, ...values }) => {
      expect(tokens(response)).toEqual(values.tokens);
      expect(bleu(response, truth)).toBeCloseTo(values.bleu, 5);
      expect(gleu(response, truth)).toBeCloseTo(values.gleu, 5);
      expect(meteor(response, truth)).toBeCloseTo(values.meteor, 5);
      expect(rougeN(response, truth, 1).f).toBeCloseTo(values.rouge1, 5);
      expect(rougeN(response, truth, 2).f).toBeCloseTo(values.rouge2, 5);
      expect(rougeL(response, truth).f).toBeCloseTo(values.rougeL, 5);
      expect(f1(response, truth)).toBeCloseTo(values.f1, 5);
    },
  );
});
