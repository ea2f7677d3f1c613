import { isEventType, type EventType } from '../../words/bookkeeping.js';

const TEXTS = [
  ...(['node', 'group', 'resource', 'checkpoint', 'key'] as const),
  ...(['actor', 'operation', 'from', 'to'] as const),
] as const;

const RULES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'] as const;

export const EVENT_FILTERS = ['type', 'rule', ...TEXTS] as const;

/** All of the search parameters: the filters, the event that is looked at, and what is hidden. */
export const EVENT_SEARCH = [...EVENT_FILTERS, 'event', 'all'] as const;

export type EventSearch = Readonly<
  Partial<Record<(typeof EVENT_SEARCH)[number], string | undefined>>
>;

export type EventQuery = Readonly<
  { type?: EventType; rule?: (typeof RULES)[number] } & Partial<
    Record<(typeof TEXTS)[number], string>
  >
>;

/** The filters as the API takes them; what it does not know is left out. */
export const queryOf = (search: EventSearch): EventQuery => {
  const rule = RULES.find((one) => one === search.rule);
  const texts = TEXTS.flatMap((name) => {
    const text = search[name];
    return text === undefined ? [] : [[name, text]];
  });
  return {
    ...(Object.fromEntries(texts) as EventQuery),
    ...(isEventType(search.type) && { type: search.type }),
    ...(rule !== undefined && { rule }),
  };
};
