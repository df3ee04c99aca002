import { ApiError } from '../../core/http/api-error.ts';
import { MAX_IMAGE_BYTES } from '../../core/limits.ts';

/** Magic numbers of PNG, JPEG, GIF and WebP. */
const BEGINNINGS = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x52, 0x49, 0x46, 0x46],
];

/** @throws ApiError 400 for an address that is neither http(s) nor a data URL of a PNG, JPEG, GIF or WebP image */
export function checkImage(url: string, param: string): void {
  if (/^https?:\/\//i.test(url)) {
    if (!URL.canParse(url)) throw invalid('The image address is not a valid URL.', param);
    return;
  }
  const [, data] = /^data:image\/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)$/i.exec(url) ?? [];
  if (data === undefined)
    throw invalid(
      'An image is given by an http(s) address, or as data:image/png;base64,... (png, jpeg, gif or webp).',
      param,
    );
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > MAX_IMAGE_BYTES)
    throw invalid(`The image has ${bytes.length} bytes, more than the ${MAX_IMAGE_BYTES} that one may have.`, param);
  if (!BEGINNINGS.some((beginning) => beginning.every((byte, at) => bytes[at] === byte)))
    throw invalid('The image data is not a PNG, JPEG, GIF or WebP image.', param);
}

const invalid = (message: string, param: string): ApiError =>
  new ApiError(400, { code: 'invalid_image_url', message, param });
