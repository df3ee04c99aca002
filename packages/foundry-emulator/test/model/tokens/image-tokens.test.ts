import { Canvas } from '../../../src/apis/images/canvas.ts';
import { pngOf } from '../../../src/apis/images/png.ts';
import { imageTokens, tilesOf } from '../../../src/model/tokens/image-tokens.ts';
import { countUsage } from '../../../src/model/tokens/tokens.ts';
import { request } from '../requests.ts';

describe('an image', () => {
  // The examples of OpenAI's guide: 1024 by 1024, and 2048 by 4096 pixels.
  it.each([
    [1024, 1024, 4],
    [2048, 4096, 6],
    [512, 512, 1],
    [513, 100, 2],
    [1, 1, 1],
    [8192, 16, 4],
  ])('of %i by %i pixels has %i tiles', (width, height, tiles) => {
    expect(tilesOf({ width, height })).toBe(tiles);
  });

  it('is read as the tokens that the guides say, by model and detail', async () => {
    const png = (await pngOf(new Canvas(600, 300))).toString('base64');
    const image = { type: 'image' as const, url: `data:image/png;base64,${png}` };
    expect(await imageTokens(image, 'gpt-4o')).toBe(85 + 2 * 170);
    expect(await imageTokens({ ...image, detail: 'low' }, 'gpt-4o')).toBe(85);
    expect(await imageTokens(image, 'gpt-4o-mini')).toBe(2833 + 2 * 5667);
    expect(await imageTokens(image, 'o1')).toBe(75 + 2 * 150);
    expect(await imageTokens({ type: 'image', url: 'https://example.com/a.png' }, 'gpt-4o')).toBe(765);
    expect(await imageTokens({ type: 'image', url: 'data:image/png;base64,AAAA' }, 'gpt-4o')).toBe(765);
  });

  it('counts as input', async () => {
    const bare = await countUsage(request('What is this?'), '');
    const asked = request('What is this?');
    const [item] = asked.items;
    if (item?.type === 'message') item.content.push({ type: 'image', url: 'https://example.com/a.png', detail: 'low' });
    expect((await countUsage(asked, '')).inputTokens - bare.inputTokens).toBeGreaterThanOrEqual(85);
  });
});
