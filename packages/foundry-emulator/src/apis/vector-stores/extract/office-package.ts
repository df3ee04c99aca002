import path from 'node:path';
import { unzipSync } from 'fflate';
import { MAX_UNPACKED_BYTES } from '../../../core/limits.ts';
import { encrypted, unparsable } from './file-unreadable.ts';
import { attribute, walkXml } from './xml.ts';

/** Start of an OLE container, in which Office stores encrypted documents. */
const OLE_MAGIC = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

interface Relation {
  readonly id: string;
  /** Last segment of the type's URI, such as `slide`. */
  readonly type: string;
  /** Name of the part it points to. */
  readonly target: string;
}

/** The parts of a .docx, .pptx or .xlsx file. */
export class OfficePackage {
  readonly #parts: Readonly<Record<string, Uint8Array>>;

  /** @throws FileUnreadable when the package is encrypted, or too large once unpacked */
  constructor(bytes: Buffer) {
    if (bytes.subarray(0, OLE_MAGIC.length).equals(OLE_MAGIC)) throw encrypted();
    let unpacked = 0;
    const isText = (name: string) => /\.(xml|rels)$/i.test(name);
    unzipSync(bytes, {
      filter: ({ originalSize, name }) => {
        if (isText(name)) unpacked += originalSize;
        return false;
      },
    });
    if (unpacked > MAX_UNPACKED_BYTES) throw unparsable('is too large');
    this.#parts = unzipSync(bytes, { filter: ({ name }) => isText(name) });
  }

  part(name: string): Uint8Array | undefined {
    return this.#parts[name];
  }

  /** Returns the names of the parts that match. */
  names(pattern: RegExp): string[] {
    return Object.keys(this.#parts).filter((name) => pattern.test(name));
  }

  /** Returns the name of the main part. */
  main(): string | undefined {
    const target = this.relations('').find(({ type }) => type === 'officeDocument')?.target;
    return target !== undefined && this.#parts[target] ? target : undefined;
  }

  /** Returns the name and the content of the main part. @throws FileUnreadable when there is none */
  mainPart(): { readonly name: string; readonly data: Uint8Array } {
    const name = this.main();
    const data = name === undefined ? undefined : this.#parts[name];
    if (name === undefined || !data) throw unparsable('has no main document part');
    return { name, data };
  }

  /** Returns the relations of a part, in their order. */
  relations(part: string): Relation[] {
    const folder = path.posix.dirname(part);
    const data = this.#parts[path.posix.join(folder, '_rels', `${path.posix.basename(part)}.rels`)];
    const relations: Relation[] = [];
    if (!data) return relations;
    walkXml(data, {
      open: (name, attributes) => {
        if (name !== 'Relationship' || attributes.TargetMode === 'External') return;
        const { Id: id = '', Type: type = '', Target: target = '' } = attributes;
        relations.push({
          id,
          type: path.posix.basename(type),
          target: target.startsWith('/') ? target.slice(1) : path.posix.join(folder, target),
        });
      },
    });
    return relations;
  }

  /** Returns the parts that a part's relations of these types point to. */
  related(part: string, ...types: readonly string[]): Uint8Array[] {
    return this.relations(part)
      .filter(({ type }) => types.includes(type))
      .flatMap(({ target }) => this.#parts[target] ?? []);
  }
}

/** True for elements with `val="0"`, `false` or `off`, which turn a property off. */
export const isOff = (attributes: Readonly<Record<string, string>>): boolean =>
  ['0', 'false', 'off'].includes(attribute(attributes, 'val') ?? '');
