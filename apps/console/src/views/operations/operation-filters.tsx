import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { FilterBar } from '../../ui/filter-bar.js';
import { type OperationSearch } from './operation-search.js';

const FIELDS = [
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
  { name: 'group', label: 'Group' },
  { name: 'resource', label: 'Resource' },
  { name: 'node', label: 'Node' },
  { name: 'actor', label: 'Actor' },
  { name: 'edits', label: 'Edits of registries', choices: { true: 'Shown too' } },
] as const;

export const OperationFilters = ({
  filters,
}: Readonly<{ filters: OperationSearch }>): ReactNode => {
  const navigate = useNavigate();
  return (
    <FilterBar
      fields={FIELDS}
      values={filters}
      onChange={(change) => {
        void navigate({ to: '.', search: (search) => ({ ...search, ...change }), replace: true });
      }}
    />
  );
};
