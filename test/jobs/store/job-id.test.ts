import fc from 'fast-check';
import { canonicalJson, hashOf } from '../../../shared/core/hash.ts';
import { jobId } from '../../../shared/jobs/store/job-id.ts';

describe('the id of a job', () => {
  it('is the same for the same request, in whatever order its fields stand', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const turned = JSON.parse(JSON.stringify(value), (_, inner) =>
          typeof inner === 'object' && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).toReversed())
            : inner,
        );
        expect(hashOf(turned)).toBe(hashOf(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is another for another request or key', () => {
    const ids = [{ key: 'a' }, { key: 'b' }, { requestHash: 'a' }, { requestHash: 'b' }].map((given) =>
      jobId('ft', given),
    );
    expect(new Set(ids).size).toBe(4);
    expect(jobId('er', { key: 'a' })).not.toBe(jobId('ft', { key: 'a' }));
  });

  it('is fit for a row, a blob, a queue message and an orchestration', () => {
    fc.assert(fc.property(fc.string(), (key) => /^ft-[0-9a-f]{32}$/.test(jobId('ft', { key }))));
  });

  it('treats a field that is undefined as one that is not there', () => {
    expect(hashOf({ a: 1, b: undefined })).toBe(hashOf({ a: 1 }));
    expect(hashOf({ a: 1, b: null })).not.toBe(hashOf({ a: 1 }));
  });
});
