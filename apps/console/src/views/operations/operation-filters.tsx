import { type ReactNode } from 'react';

import { PageFilters } from '../../filtering/page-filters.js';
import { useOffers, type Offers } from '../../filtering/use-offers.js';
import { type FilterField } from '../../filtering/filter-bar.js';
import { type OperationSearch } from './operation-search.js';

const fieldsWith = ({ nodes, groups, resources }: Offers): readonly FilterField[] => [
  {
    name: 'status',
    label: 'State',
    choices: { running: 'Under way', completed: 'Completed', failed: 'Failed' },
  },
  {
    name: 'kind',
    label: 'Kind',
    choices: {
      move: 'Move',
      failover: 'Failover',
      failback: 'Failback',
      restart: 'Restart',
      online: 'Bring online',
      offline: 'Take offline',
      drain: 'Drain',
      crash: 'Crash',
    },
  },
  { name: 'group', label: 'Group', offers: groups },
  { name: 'resource', label: 'Resource', offers: resources },
  { name: 'node', label: 'Node', offers: nodes },
  { name: 'actor', label: 'Actor' },
  { name: 'edits', label: 'Edits of registries', choices: { true: 'Shown too' } },
];

/** The filters of operations. */
export const OperationFilters = ({
  filters,
}: Readonly<{ filters: OperationSearch }>): ReactNode => (
  <PageFilters fields={fieldsWith(useOffers())} search={filters} />
);
