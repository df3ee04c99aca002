import fc from 'fast-check';
import { porterStem } from '../../src/core/text/porter-stem.ts';
import { tokens } from '../../src/core/text/tokens.ts';
import { bleu } from '../../src/grading/text/bleu.ts';
import { commonSubsequence } from '../../src/grading/text/common-subsequence.ts';
import { f1 } from '../../src/grading/text/f1.ts';
import { fuzzyMatch } from '../../src/grading/text/fuzzy-match.ts';
import { gleu } from '../../src/grading/text/gleu.ts';
import { meteor } from '../../src/grading/text/meteor.ts';
import { rougeL, rougeN } from '../../src/grading/text/rouge.ts';

/** The example that Microsoft's page on textual similarity evaluators computes with NLTK and rouge-score. */
const RESPONSE = 'According to wikipedia, Marie Curie was not born in Paris but in Warsaw.';
const TRUTH = 'Marie Curie was born in Warsaw.';

const text = fc
  .array(fc.constantFrom('the', 'cat', 'cats', 'sat', 'on', 'mat', ',', '.'), { maxLength: 12 })
  .map((words) => words.join(' '));

const metrics: [string, (input: string, reference: string) => number][] = [
  ['fuzzy_match', fuzzyMatch],
  ['bleu', bleu],
  ['gleu', gleu],
  ['meteor', meteor],
  ['rouge_1', (input, reference) => rougeN(input, reference, 1).f],
  ['rouge_2', (input, reference) => rougeN(input, reference, 2).f],
  ['rouge_5', (input, reference) => rougeN(input, reference, 5).f],
  ['rouge_l', (input, reference) => rougeL(input, reference).f],
  ['f1', f1],
];

describe('text metrics', () => {
  it('agree with the published example', () => {
    expect(f1(RESPONSE, TRUTH)).toBeCloseTo(0.631578947368421, 12);
    expect(bleu(RESPONSE, TRUTH)).toBeCloseTo(0.1550967560878879, 12);
    expect(gleu(RESPONSE, TRUTH)).toBeCloseTo(0.25925925925925924, 12);
    expect(meteor(RESPONSE, TRUTH)).toBeCloseTo(0.8621140763997908, 12);
    const rouge = rougeL(RESPONSE, TRUTH);
    expect(rouge.precision).toBeCloseTo(6 / 13, 12);
    expect(rouge.recall).toBe(1);
    expect(rouge.f).toBeCloseTo(0.631578947368421, 12);
  });

  it('agree with what is worked out by hand', () => {
    const [input, reference] = ['Tokyo is the capital of Japan.', 'The capital of Japan is Tokyo.'];
    // Words 6 of 6; pairs "the capital", "capital of", "of japan" 3 of 5; the longest sequence "the capital of japan" 4 of 6.
    expect(rougeN(input, reference, 1).f).toBe(1);
    expect(rougeN(input, reference, 2).f).toBeCloseTo(3 / 5, 12);
    expect(rougeN(input, reference, 3).f).toBeCloseTo(2 / 4, 12);
    expect(rougeN(input, reference, 4).f).toBeCloseTo(1 / 3, 12);
    expect(rougeN(input, reference, 5).f).toBe(0);
    expect(rougeL(input, reference).f).toBeCloseTo(4 / 6, 12);
    // Tokens 6 of 7 ("The" is not "the"), pairs 2 of 6, threes 1 of 5, fours 0 of 4: 9 of 22.
    expect(gleu(input, reference)).toBeCloseTo(9 / 22, 12);
    // The same matches; the missing four is smoothed to ln 7 / (2 * 5).
    const fours = Math.log(7) / 10 / 4;
    expect(bleu(input, reference)).toBeCloseTo(((6 / 7) * (2 / 6) * (1 / 5) * fours) ** (1 / 4), 12);
    // All 7 tokens match, in the groups "tokyo", "is", "the capital of japan", ".": 4 of 7.
    expect(meteor(input, reference)).toBeCloseTo(1 - 0.5 * (4 / 7) ** 3, 12);
    // kitten, sitting: i, t, t, n in common: 2 * 4 / 13.
    expect(fuzzyMatch('kitten', 'sitting')).toBeCloseTo(8 / 13, 12);
    expect(f1('The cat sat!', 'a cat lay')).toBe(0.5);
  });

  it('punish an answer shorter than its reference in BLEU only', () => {
    expect(bleu('the cat sat on', 'the cat sat on the mat')).toBeCloseTo(Math.exp(1 - 6 / 4), 12);
    expect(bleu('the cat sat on the mat', 'the cat sat on')).toBeCloseTo(
      ((4 / 6) * (3 / 5) * (2 / 4) * (1 / 3)) ** 0.25,
      12,
    );
  });

  it('find words by their stems in METEOR', () => {
    expect(meteor('the cats were sitting', 'the cat was sitting')).toBeGreaterThan(
      meteor('the dogs were sitting', 'the cat was sitting'),
    );
    expect(rougeN('cats', 'cat', 1).f).toBe(0);
  });

  it.each(metrics)('%s lies between 0 and 1', (_, metric) => {
    fc.assert(
      fc.property(text, text, (input, reference) => {
        const score = metric(input, reference);
        return score >= 0 && score <= 1;
      }),
    );
  });

  it.each(metrics.filter(([name]) => name !== 'meteor'))('%s of a text with itself is 1', (_, metric) => {
    const same = 'the cat sat on the mat today';
    expect(metric(same, same)).toBeCloseTo(1, 12);
  });

  it.each(metrics)('%s of texts with nothing in common is 0', (_, metric) => {
    expect(metric('xx yy zz', 'aa bb cc'.replaceAll(' ', '_'))).toBe(0);
  });

  it('give numbers for empty texts and for one word', () => {
    for (const [, metric] of metrics)
      for (const [input, reference] of [
        ['', 'a'],
        ['a', ''],
        ['', ''],
      ])
        expect(metric(input ?? '', reference ?? '')).not.toBeNaN();
    expect(bleu('Yes', 'Yes')).toBe(1);
    expect(fuzzyMatch('', '')).toBe(1);
  });

  it('count words of other scripts, except in ROUGE, whose package knows ASCII only', () => {
    expect(rougeN('서울은 한국의 수도', '한국의 수도는 서울', 1).f).toBe(0);
    expect(tokens('한국의 수도, 서울.')).toEqual(['한국의', '수도', ',', '서울', '.']);
  });
});

describe('tokens', () => {
  it('part marks and contractions from words, and leave numbers whole', () => {
    expect(tokens("I don't think it's 3.14.")).toEqual(['I', 'do', "n't", 'think', 'it', "'s", '3.14', '.']);
  });
});

describe('the longest common subsequence', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 80 });

  it('is what the plain algorithm finds', () => {
    fc.assert(fc.property(letters, letters, (left, right) => commonSubsequence(left, right) === byTable(left, right)));
  });

  function byTable(left: string[], right: string[]): number {
    let row = new Array<number>(right.length + 1).fill(0);
    for (const symbol of left) {
      const next = [0];
      for (const [at, other] of right.entries()) {
        next.push(symbol === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
      }
      row = next;
    }
    return row.at(-1) ?? 0;
  }
});

describe('Porter stems', () => {
  it.each(
    `caresses caress, ponies poni, ties tie, died die, flies fli, enjoy enjoy, news news, cats cat, feed feed, agreed agre, plastered plaster, bled bled, motoring motor, sing sing,
    conflated conflat, troubled troubl, sized size, hopping hop, tanned tan, falling fall, hissing hiss, fizzed fizz, failing fail,
    filing file, happy happi, sky sky, relational relat, conditional condit, rational ration, valenci valenc, hesitanci hesit,
    digitizer digit, conformabli conform, radicalli radic, differentli differ, vileli vile, analogousli analog, vietnamization vietnam,
    predication predic, operator oper, feudalism feudal, decisiveness decis, hopefulness hope, callousness callous, formaliti formal,
    sensitiviti sensit, sensibiliti sensibl, triplicate triplic, formative form, formalize formal, electriciti electr, electrical electr,
    hopeful hope, goodness good, revival reviv, allowance allow, inference infer, airliner airlin, gyroscopic gyroscop,
    adjustable adjust, defensible defens, irritant irrit, replacement replac, adjustment adjust, dependent depend, adoption adopt,
    homologou homolog, communism commun, activate activ, angulariti angular, homologous homolog, effective effect, bowdlerize bowdler,
    probate probat, rate rate, cease ceas, controll control, roll roll, generalizations gener, oscillators oscil`
      .split(',')
      .map((pair) => pair.trim().split(/\s+/) as [string, string]),
  )('%s has the stem %s, as in the paper and the extensions of NLTK', (word, stem) => {
    expect(porterStem(word)).toBe(stem);
  });
});
