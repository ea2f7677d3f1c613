import { textsIn } from '../../filtering/texts-in.js';
import { isEventType, type EventType } from '../../words/bookkeeping.js';
import { ruleIn, type Rule } from '../../words/rules.js';

const TEXTS = [
  ...(['node', 'group', 'resource', 'checkpoint', 'key'] as const),
  ...(['actor', 'operation', 'from', 'to'] as const),
] as const;

export const EVENT_FILTERS = ['type', 'rule', ...TEXTS] as const;

/** All of the search parameters: the filters, the event that is looked at, and what is hidden. */
export const EVENT_SEARCH = [...EVENT_FILTERS, 'event', 'all'] as const;

export type EventSearch = Readonly<
  Partial<Record<(typeof EVENT_SEARCH)[number], string | undefined>>
>;

export type EventQuery = Readonly<
  { type?: EventType; rule?: Rule } & Partial<Record<(typeof TEXTS)[number], string>>
>;

/** The filters as the API takes them; what it does not know is left out. */
export const queryOf = (search: EventSearch): EventQuery => {
  const rule = ruleIn(search.rule);
  return {
    ...textsIn(search, TEXTS),
    ...(isEventType(search.type) && { type: search.type }),
    ...(rule !== undefined && { rule }),
  };
};
