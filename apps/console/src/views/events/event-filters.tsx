import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { parseMoment } from '../../moment/parse-moment.js';
import { useAt } from '../../moment/use-at.js';
import { FilterBar, type FilterField } from '../../ui/filter-bar.js';
import { usePreferences } from '../../ui/preferences.js';
import { inWords } from '../../ui/step-text.js';
import { EVENT_TYPES } from '../../words/bookkeeping.js';
import { type EventSearch } from './event-search.js';

const TYPES = Object.fromEntries(EVENT_TYPES.map((type) => [type, inWords(type)]));

const RULES = {
  R1: 'R1: changes while online are captured',
  R2: 'R2: changes while offline are overwritten',
  R3: 'R3: the stored copy is restored on a move',
  R4: 'R4: checkpoints end with their resource',
  R5: 'R5: checkpoints are part of backups',
  R6: 'R6: two writers of one key',
};

type Offers = Readonly<Record<'nodes' | 'groups' | 'resources', readonly string[]>>;

const fieldsWith = ({ nodes, groups, resources }: Offers): readonly FilterField[] => [
  { name: 'type', label: 'Type', choices: TYPES },
  { name: 'node', label: 'Node', offers: nodes },
  { name: 'group', label: 'Group', offers: groups },
  { name: 'resource', label: 'Resource', offers: resources },
  { name: 'key', label: 'Registry key' },
  { name: 'actor', label: 'Actor' },
  { name: 'rule', label: 'Rule', choices: RULES },
  { name: 'operation', label: 'Operation' },
  { name: 'checkpoint', label: 'Checkpoint' },
  { name: 'from', label: 'From (time, position or tag)' },
  { name: 'to', label: 'To (time, position or tag)' },
];

/** The filters of events; they stand in the URL. */
export const EventFilters = ({ search }: Readonly<{ search: EventSearch }>): ReactNode => {
  const navigate = useNavigate();
  const { clock } = usePreferences();
  const { data } = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  const named = (things: readonly Readonly<{ name: string }>[] = []): readonly string[] =>
    things.map(({ name }) => name);
  return (
    <FilterBar
      fields={fieldsWith({
        nodes: named(data?.nodes),
        groups: named(data?.groups),
        resources: named(data?.resources),
      })}
      values={search}
      onChange={(change) => {
        const edges = Object.entries(change).map(([name, text]) => [
          name,
          (name === 'from' || name === 'to') && text !== undefined ? momentIn(text, clock) : text,
        ]);
        void navigate({
          to: '.',
          search: (all) => ({ ...all, ...(Object.fromEntries(edges) as EventSearch) }),
          replace: true,
        });
      }}
    >
      {search.all === 'true' ? (
        <Link to="." search={(all) => ({ ...all, all: undefined })} replace>
          Hide bookkeeping
        </Link>
      ) : null}
    </FilterBar>
  );
};

/** A moment as the API takes it; a text that is none is refused by the API, in its words. */
const momentIn = (text: string, clock: 'local' | 'utc'): string => {
  const named = parseMoment(text, clock, new Date());
  return 'at' in named ? named.at : text;
};
