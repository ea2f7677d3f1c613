import { type ReactNode } from 'react';

import { PageFilters } from '../../filtering/page-filters.js';
import { useOffers, type Offers } from '../../filtering/use-offers.js';
import { LOST_STATES } from '../../losses/lost-state.js';
import { type FilterField } from '../../filtering/filter-bar.js';
import { RULES } from '../../words/rules.js';
import { LOST_RULES, type LostSearch } from './lost-search.js';

const RULE_CHOICES = Object.fromEntries(LOST_RULES.map((rule) => [rule, RULES[rule]]));

const fieldsWith = ({ nodes, resources }: Offers): readonly FilterField[] => [
  { name: 'state', label: 'State', choices: LOST_STATES },
  { name: 'rule', label: 'Rule', choices: RULE_CHOICES },
  { name: 'resource', label: 'Resource', offers: resources },
  { name: 'node', label: 'Node', offers: nodes },
  { name: 'actor', label: 'Writer' },
  { name: 'key', label: 'Registry key' },
  { name: 'checkpoint', label: 'Checkpoint' },
  { name: 'operation', label: 'Operation' },
  { name: 'from', label: 'Lost from (time, position or tag)' },
  { name: 'to', label: 'Lost to (time, position or tag)' },
];

/** The filters of lost writes. */
export const LostFilters = ({ search }: Readonly<{ search: LostSearch }>): ReactNode => (
  <PageFilters fields={fieldsWith(useOffers())} search={search} />
);
