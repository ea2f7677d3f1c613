import { useSearch } from '@tanstack/react-router';

/** The `at` of a question: absent for the present. */
export type AtQuery = { readonly at?: string | undefined };

/** The moment that the page shows, as the query of a question. It stands in the URL and nowhere else. */
export const useAt = (): Readonly<{ at?: string }> => {
  const at = useSearch({ strict: false, select: (search: AtQuery) => search.at });
  return at === undefined ? {} : { at };
};
