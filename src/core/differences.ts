/** What a change would do: of each setting that becomes another one, what it is and what it will be. */
export function differences<Known extends object>(
  before: Known,
  changes: Partial<Known>,
): Record<string, { before: unknown; after: unknown }> {
  const different = Object.entries(changes).filter(
    ([name, after]) =>
      after !== undefined && JSON.stringify(after) !== JSON.stringify(before[name as keyof Known]),
  );
  return Object.fromEntries(
    different.map(([name, after]) => [name, { before: before[name as keyof Known], after }]),
  );
}
