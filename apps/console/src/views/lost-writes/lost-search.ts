import { textsIn } from '../../filtering/texts-in.js';

const TEXTS = [
  ...(['resource', 'node', 'actor', 'key'] as const),
  ...(['checkpoint', 'operation', 'from', 'to'] as const),
] as const;
const STATES = ['open', 'recovered', 'superseded', 'acknowledged'] as const;

/** The rules by which writes are lost. */
export const LOST_RULES = ['R2', 'R3', 'R6'] as const;

/** The properties by which lost writes are counted. */
export const COUNTS = ['state', 'rule', 'resource', 'node', 'actor'] as const;
export type Count = (typeof COUNTS)[number];

/** All of the search parameters: the filters, and what the rows are counted by. */
export const LOST_SEARCH = ['state', 'rule', ...TEXTS, 'by'] as const;

export type LostSearch = Readonly<
  Partial<Record<(typeof LOST_SEARCH)[number], string | undefined>>
>;

export type LostQuery = Readonly<
  { state?: (typeof STATES)[number]; rule?: (typeof LOST_RULES)[number] } & Partial<
    Record<(typeof TEXTS)[number], string>
  >
>;

/** The filters as the API takes them; what it does not know is left out. */
export const queryOf = (search: LostSearch): LostQuery => {
  const state = STATES.find((one) => one === search.state);
  const rule = LOST_RULES.find((one) => one === search.rule);
  return {
    ...textsIn(search, TEXTS),
    ...(state !== undefined && { state }),
    ...(rule !== undefined && { rule }),
  };
};

/** The property by which the rows are counted: the state, unless the search says otherwise. */
export const countIn = ({ by }: LostSearch): Count => COUNTS.find((one) => one === by) ?? 'state';
