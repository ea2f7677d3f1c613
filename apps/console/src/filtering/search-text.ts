type Texts<Name extends string> = Partial<Record<Name, string | undefined>>;

/** A search parameter that is a text; absent if it is empty or anything else. */
export const searchText = <Name extends string>(
  search: Readonly<Record<string, unknown>>,
  ...names: readonly Name[]
): Texts<Name> => {
  const found: Texts<Name> = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') found[name] = value;
  }
  return found;
};
