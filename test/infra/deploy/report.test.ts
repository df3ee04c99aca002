import { readFileSync } from 'node:fs';
import { CHECKLIST, redactReport, reportText } from '../../../local/deploy/report.ts';

describe('npm run deploy:report', () => {
  it.each([
    ['a subscription', '/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups', '12345678'],
    ['a connection string', 'AccountName=a;AccountKey=c2VjcmV0c2VjcmV0;Endpoint', 'c2VjcmV0'],
    ['a token', 'Bearer eyJhbGciOi.eyJzdWIi.c2ln', 'eyJhbGciOi'],
    ['a function key', 'https://x/api/jobs?code=abc123==', 'abc123'],
    ['a mail address', 'ops@example.com', 'ops@'],
    ['an address', '20.1.2.3', '20.1.2.3'],
    ['a generated name', 'foundry-lgdndhitduwdi', 'lgdndhitduwdi'],
  ])('removes %s', (_, text, secret) => {
    expect(redactReport(text)).not.toContain(secret);
  });

  it('keeps what helps: the same id gets the same placeholder', () => {
    const [one, two] = ['12345678-1234-1234-1234-123456789abc', '87654321-1234-1234-1234-123456789abc'];
    expect(redactReport(`${one} ${two} ${one}`)).toBe('<id-1> <id-2> <id-1>');
    expect(redactReport('capability host of the project: status code 503')).toBe(
      'capability host of the project: status code 503',
    );
  });

  it('ends with the checklist of docs/deployment.md', () => {
    const docs = readFileSync('docs/deployment.md', 'utf8');
    const text = reportText([{ title: 'Versions', text: 'node v24' }]);
    expect(text).toMatch(/## Versions\n\n```\nnode v24\n```/);
    for (const item of CHECKLIST) {
      expect(text).toContain(`- [ ] ${item}`);
      expect(docs).toContain(item);
    }
  });
});
