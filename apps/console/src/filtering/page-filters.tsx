import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { momentIn } from '../moment/parse-moment.js';
import { FilterBar, type FilterField } from './filter-bar.js';
import { usePreferences } from '../ui/preferences.js';

type Values = Readonly<Record<string, string | undefined>>;

type Props = Readonly<{
  fields: readonly FilterField[];
  /** The search parameters of the page. */
  search: Values;
  children?: ReactNode;
}>;

const EDGES: ReadonlySet<string> = new Set(['from', 'to']);

/** The filters of a page, which stand in its URL. `from` and `to` are times on the clock of the page. */
export const PageFilters = ({ fields, search, children }: Props): ReactNode => {
  const navigate = useNavigate();
  const { clock } = usePreferences();
  const change = (values: Values): void => {
    const read = Object.entries(values).map(([name, text]) => [
      name,
      EDGES.has(name) && text !== undefined ? momentIn(text, clock) : text,
    ]);
    const changed = Object.fromEntries(read) as Values;
    void navigate({ to: '.', search: (all) => ({ ...all, ...changed }), replace: true });
  };
  return (
    <FilterBar fields={fields} values={search} onChange={change}>
      {children}
    </FilterBar>
  );
};
