import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { PageFilters } from '../../filtering/page-filters.js';
import { useOffers, type Offers } from '../../filtering/use-offers.js';
import { type FilterField } from '../../filtering/filter-bar.js';
import { inWords } from '../../ui/text/step-text.js';
import { EVENT_TYPES } from '../../words/bookkeeping.js';
import { RULES } from '../../words/rules.js';
import { type EventSearch } from './event-search.js';

const TYPES = Object.fromEntries(EVENT_TYPES.map((type) => [type, inWords(type)]));

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

/** The filters of events. */
export const EventFilters = ({ search }: Readonly<{ search: EventSearch }>): ReactNode => (
  <PageFilters fields={fieldsWith(useOffers())} search={search}>
    {search.all === 'true' ? (
      <Link to="." search={(all) => ({ ...all, all: undefined })} replace>
        Hide bookkeeping
      </Link>
    ) : null}
  </PageFilters>
);
