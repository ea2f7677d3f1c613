/** The texts of a search with some names; what is absent is left out. */
export const textsIn = <Name extends string>(
  search: Readonly<Partial<Record<Name, string | undefined>>>,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> => {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = search[name];
    if (text !== undefined) found[name] = text;
  }
  return found;
};
