/** The first item that fits, in the order they come; no further page is asked for once it is found. */
export async function findFirst<Item>(
  items: AsyncIterable<Item>,
  fits: (item: Item) => boolean,
): Promise<Item | undefined> {
  for await (const item of items) {
    if (fits(item)) return item;
  }
  return undefined;
}
