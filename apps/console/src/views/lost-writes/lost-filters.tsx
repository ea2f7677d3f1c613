import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { LOST_STATES } from '../../losses/lost-state.js';
import { useAt } from '../../moment/use-at.js';
import { FilterBar, type FilterField } from '../../ui/filter-bar.js';
import { type LostSearch } from './lost-search.js';

const RULES = {
  R2: 'R2: changes while offline are overwritten',
  R3: 'R3: the stored copy is restored on a move',
  R6: 'R6: two writers of one key',
};

type Offers = Readonly<Record<'nodes' | 'resources', readonly string[]>>;

const fieldsWith = ({ nodes, resources }: Offers): readonly FilterField[] => [
  { name: 'state', label: 'State', choices: LOST_STATES },
  { name: 'rule', label: 'Rule', choices: RULES },
  { name: 'resource', label: 'Resource', offers: resources },
  { name: 'node', label: 'Node', offers: nodes },
  { name: 'actor', label: 'Writer' },
  { name: 'key', label: 'Registry key' },
  { name: 'checkpoint', label: 'Checkpoint' },
  { name: 'operation', label: 'Operation' },
  { name: 'from', label: 'Lost from (time, position or tag)' },
  { name: 'to', label: 'Lost to (time, position or tag)' },
];

/** The filters of lost writes; they stand in the URL. */
export const LostFilters = ({ search }: Readonly<{ search: LostSearch }>): ReactNode => {
  const navigate = useNavigate();
  const { data } = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  const named = (things: readonly Readonly<{ name: string }>[] = []): readonly string[] =>
    things.map(({ name }) => name);
  return (
    <FilterBar
      fields={fieldsWith({ nodes: named(data?.nodes), resources: named(data?.resources) })}
      values={search}
      onChange={(change) => {
        void navigate({ to: '.', search: (all) => ({ ...all, ...change }), replace: true });
      }}
    />
  );
};
