/** Text as people look for it: no accents, no case, only letters, digits and spaces. */
export function plainText(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** What a person is found by: username, name, phone, and the phone's digits without spaces. */
export function personSearchText(person: { username: string; name: string; phone: string | null }): string {
  const digits = person.phone?.replace(/\D/g, "") ?? "";
  return [plainText(`${person.username} ${person.name}`), digits].join(" ").trim();
}

/** The words to look for, each of which must be found. A phone typed with spaces counts as one word. */
export function searchWords(search: string): string[] {
  const plain = plainText(search);
  if (/^[\d ]+$/.test(plain)) return plain === "" ? [] : [plain.replaceAll(" ", "")];
  return plain
    .split(" ")
    .filter((word) => word !== "")
    .slice(0, 8);
}
