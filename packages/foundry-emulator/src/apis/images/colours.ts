/** Red, green and blue, 0 to 255. */
export type Color = readonly [number, number, number];

const NAMED: Readonly<Record<string, Color>> = {
  red: [214, 40, 40],
  orange: [247, 127, 0],
  yellow: [252, 203, 36],
  golden: [222, 170, 40],
  green: [56, 142, 60],
  blue: [33, 102, 214],
  purple: [123, 44, 191],
  violet: [123, 44, 191],
  pink: [244, 114, 182],
  brown: [121, 85, 61],
  black: [24, 24, 27],
  white: [250, 250, 250],
  grey: [130, 130, 138],
  gray: [130, 130, 138],
};

/** Returns the color that a word names, if any. */
export const namedColor = (word: string): Color | undefined => NAMED[word];

/** Returns a color by hue (0 to 1), saturation and lightness. */
export function hsl(hue: number, saturation: number, lightness: number): Color {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const at = (offset + hue * 12) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
