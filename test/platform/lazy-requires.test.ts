import { requireOnUse } from '../../local/build/plugins.ts';

describe('imports of a CommonJS package in the bundle', () => {
  it('are loaded where they are used', () => {
    const source = [
      'const axios_1 = require("axios");',
      'const Client_1 = require("./Client");',
      'const url = require("url");',
      'class A { make() { return new Client_1.Client(axios_1.default, url.parse, axios_10); } }',
    ].join('\n');
    expect(requireOnUse(source)).toBe(
      [
        '',
        '',
        'const url = require("url");',
        'class A { make() { return new (require("./Client")).Client((require("axios")).default, url.parse, axios_10); } }',
      ].join('\n'),
    );
  });
});
