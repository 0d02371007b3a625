interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** Reads a list to its end, for lists that stay short in any venue: games, packages, stations, staff, open sessions. */
export async function readAllPages<Item>(
  read: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}
