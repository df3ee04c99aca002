import { parseMessageBody } from '../../shared/azure/storage/message-body.ts';
import { isTooDeep, MAX_JSON_DEPTH, parseJson } from '../../shared/core/json.ts';
import { checkJsonl } from '../../shared/core/json-lines/check-jsonl.ts';
import { parseBody } from '../../shared/jobs/api/parse-body.ts';
import { argumentsIn } from '../../shared/tools/messages.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const tooDeep = expect.objectContaining({ code: 'json_too_deep', status: 400 });

describe('JSON from outside', () => {
  it(`may have ${MAX_JSON_DEPTH} levels and no more`, () => {
    expect(isTooDeep(parseJson(nested(MAX_JSON_DEPTH)))).toBe(false);
    expect(() => parseJson(nested(MAX_JSON_DEPTH + 1))).toThrow(tooDeep);
    expect(isTooDeep('x'.repeat(100_000))).toBe(false);
  });

  it.each([5_000, 20_000, 100_000])('is rejected with 400 at every entrance when it has %i levels', async (levels) => {
    const text = `{"CorrelationId":"c","rows":${nested(levels)}}`;
    expect(() => parseBody(text)).toThrow(tooDeep);
    expect(() => parseMessageBody(text)).toThrow(tooDeep);
    expect(() => parseMessageBody(Buffer.from(text).toString('base64'))).toThrow(tooDeep);
    expect(() => parseMessageBody(JSON.parse(text))).toThrow(tooDeep);
    expect(argumentsIn(JSON.parse(text), 'flat')).toMatch(/deeper than 64/);
    const file = (async function* () {
      yield Buffer.from(text);
    })();
    const { problems } = await checkJsonl(file, () => undefined);
    expect(problems).toEqual([{ line: 1, problem: 'is nested deeper than 64 levels' }]);
  });
});
