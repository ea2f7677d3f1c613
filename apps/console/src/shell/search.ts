/** The search parameters of a URL as plain texts, without the quotes of JSON. */
export const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search));

/** The query of a URL; parameters without a value are left out. */
export const stringifySearch = (search: Readonly<Record<string, unknown>>): string => {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value]] : [],
  );
  return pairs.length === 0 ? '' : `?${String(new URLSearchParams(pairs))}`;
};
