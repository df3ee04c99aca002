import { unzipSync } from 'fflate';
import { MAX_UNPACKED_BYTES } from '../../../core/limits.ts';
import { encrypted, unparsable } from './file-unreadable.ts';

/** Office keeps a document with a password in another kind of container, which begins so. */
const ENCRYPTED = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** @throws FileUnreadable for a package that is encrypted, or would take too much memory once unpacked */
export function checkPackage(bytes: Buffer): void {
  if (bytes.subarray(0, ENCRYPTED.length).equals(ENCRYPTED)) throw encrypted();
  let unpacked = 0;
  unzipSync(bytes, {
    filter: ({ originalSize, name }) => {
      if (/\.(xml|rels)$/.test(name)) unpacked += originalSize;
      return false;
    },
  });
  if (unpacked > MAX_UNPACKED_BYTES) throw unparsable('is too large');
}
