export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Images of one example. Source: Azure OpenAI, vision fine-tuning, "Image dataset requirements". */
const MAX_IMAGES = 64;

/** Bytes of one image. Source: as for MAX_IMAGES (10 MB). */
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

const DETAILS = ['low', 'high', 'auto'];

/** Returns what is wrong with the content of a message, or `undefined`. Only users show images. */
export function contentFault(content: unknown, role: string, isOptional: boolean): string | undefined {
  if (typeof content === 'string') return undefined;
  if (content === undefined || content === null) return isOptional ? undefined : '.content is missing';
  if (!Array.isArray(content)) return '.content must be text or a list of parts';
  if (content.length === 0) return isOptional ? undefined : '.content is empty';
  for (const [at, part] of content.entries()) {
    const fault = partFault(part, role);
    if (fault !== undefined) return `.content[${at}]${fault}`;
  }
  return undefined;
}

function partFault(part: unknown, role: string): string | undefined {
  if (!isRecord(part)) return ' must be an object';
  const { type } = part;
  if (type === 'text') return typeof part.text === 'string' ? undefined : '.text must be text';
  if (type === 'refusal' && role === 'assistant')
    return typeof part.refusal === 'string' ? undefined : '.refusal must be text';
  if (type === 'image_url') {
    return role === 'user'
      ? imageFault(part.image_url)
      : ` is an image; only messages of the role "user" may have images`;
  }
  const types = ['text', ...(role === 'user' ? ['image_url'] : []), ...(role === 'assistant' ? ['refusal'] : [])];
  return `.type must be ${types.join(' or ')}`;
}

function imageFault(image: unknown): string | undefined {
  if (!isRecord(image) || typeof image.url !== 'string') return '.image_url.url must be text';
  const { url, detail } = image;
  if (detail !== undefined && detail !== null && !DETAILS.includes(`${detail}`))
    return `.image_url.detail must be ${DETAILS.join(', ')}`;
  if (/^https?:\/\/[^/]/i.test(url)) return undefined;
  const [head, type] = /^data:([\w./+-]*);base64,/i.exec(url.slice(0, 100)) ?? [];
  if (head === undefined) return '.image_url.url must be an address or a data URL in base64';
  return dataFault(type ?? '', url.slice(head.length));
}

function dataFault(type: string, base64: string): string | undefined {
  const place = '.image_url.url';
  if ((base64.length * 3) / 4 > MAX_IMAGE_BYTES + 3) return `${place} has more than 10 MB`;
  if (!isBase64(base64)) return `${place} is not valid base64`;
  const bytes = Buffer.from(base64, 'base64');
  const mode = colorMode(bytes);
  if (mode === undefined) return `${place} must be a JPEG, PNG or WEBP image${type === '' ? '' : `, not ${type}`}`;
  return mode === 'other' ? `${place} must be an image in RGB or RGBA` : undefined;
}

/** Returns `undefined` unless the bytes are a JPEG, PNG or WEBP image. */
function colorMode(bytes: Buffer): 'rgb' | 'other' | undefined {
  if (bytes.subarray(0, 8).equals(PNG)) return bytes[25] === 2 || bytes[25] === 6 ? 'rgb' : 'other';
  if (bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP')
    return 'rgb';
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegMode(bytes) : undefined;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The frame header of a JPEG tells its components: 3 are a color image, 1 is gray, 4 are CMYK. */
function jpegMode(bytes: Buffer): 'rgb' | 'other' | undefined {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes[at + 9] === 3 ? 'rgb' : 'other';
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Counts the images of an example, wherever its messages are. */
export function countImages(example: Readonly<Record<string, unknown>>): number {
  const { messages, input } = example;
  const list: unknown = messages ?? (isRecord(input) ? input.messages : undefined);
  if (!Array.isArray(list)) return 0;
  return list.reduce((sum: number, message: unknown) => {
    const content = isRecord(message) && Array.isArray(message.content) ? message.content : [];
    return sum + content.filter((part) => isRecord(part) && part.type === 'image_url').length;
  }, 0);
}

/** Returns the sentence for an example with too many images, or `undefined`. */
export const imageCountFault = (images: number): string | undefined =>
  images > MAX_IMAGES ? `has ${images} images; an example may have ${MAX_IMAGES}` : undefined;

/** Searches for a foreign character: a repeated class over all of a 10 MB image overflows the stack of the regular expression engine. */
function isBase64(text: string): boolean {
  const digits = text.slice(0, text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0));
  return digits !== '' && !/[^A-Za-z0-9+/]/.test(digits);
}
