import { countTokens, tokenWindows } from '../../../src/model/tokens/tokens.ts';

const TEXT = Array.from({ length: 400 }, (_, at) => `Sentence ${at} is about the harbour.`).join(' ');

it('cuts a text into pieces of the size asked for, each with the overlap asked for', async () => {
  const windows = await tokenWindows(TEXT, 100, 30);
  const total = await countTokens(TEXT);
  expect(windows).toHaveLength(Math.ceil((total - 30) / 70));
  for (const window of windows) expect(await countTokens(window)).toBeLessThanOrEqual(100);
  // What two neighbours have in common is the end of one and the beginning of the other.
  for (const [at, window] of windows.slice(1).entries()) {
    const end = windows[at]?.slice(-60) ?? '';
    expect(window.slice(0, window.indexOf(end) + end.length).length).toBeGreaterThan(60);
    expect(window).toContain(end);
  }
});

it('loses nothing of the text', async () => {
  const windows = await tokenWindows(TEXT, 100, 0);
  expect(windows.join('')).toBe(TEXT);
});

it('leaves a short text whole', async () => {
  expect(await tokenWindows('Short.', 100, 50)).toEqual(['Short.']);
});

it('does not cut characters in two', async () => {
  const windows = await tokenWindows('𓀀𓁐🧑🏽‍🚀'.repeat(300), 100, 50);
  expect(windows.join('')).not.toContain('\uFFFD');
});
