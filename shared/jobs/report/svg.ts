type Attributes = Readonly<Record<string, string | number>>;

/** A piece of SVG, already written. */
export type Svg = string;

/** One element; numbers are written with a hundredth's precision, texts are escaped. */
export function element(name: string, attributes: Attributes, ...inside: readonly Svg[]): Svg {
  const written = Object.entries(attributes)
    .map(([attribute, value]) => ` ${attribute}="${typeof value === 'number' ? coordinate(value) : escapeXml(value)}"`)
    .join('');
  return inside.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${inside.join('')}</${name}>`;
}

export const text = (content: string, attributes: Attributes): Svg =>
  element('text', { 'font-size': 12, fill: '#555', ...attributes }, escapeXml(content));

/** A drawing with a title that screen readers say; it brings its own background, so that it is readable on dark pages. */
export function drawing(title: string, width: number, height: number, ...inside: readonly Svg[]): Svg {
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
    },
    element('title', {}, escapeXml(title)),
    element('rect', { width, height, fill: '#fff' }),
    text(title, { x: 16, y: 24, 'font-size': 15, fill: '#222', 'font-weight': 'bold' }),
    ...inside,
  )}\n`;
}

export const coordinate = (value: number): string => String(Math.round(value * 100) / 100);

const escapeXml = (content: string): string =>
  content
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    // Control characters and halves of characters: XML has no way to write them at all.
    .replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd');
