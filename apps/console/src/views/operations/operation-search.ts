export const OPERATION_FILTERS = [
  ...(['kind', 'status', 'group', 'resource', 'node', 'actor', 'edits'] as const),
] as const;

/** The filters of the list, as they stand in the URL. */
export type OperationSearch = Readonly<
  Partial<Record<(typeof OPERATION_FILTERS)[number], string | undefined>>
>;

const STATUSES = ['running', 'completed', 'failed'] as const;

type Query = Readonly<{
  status?: (typeof STATUSES)[number];
  edits?: 'true';
  kind?: string;
  group?: string;
  resource?: string;
  node?: string;
  actor?: string;
}>;

/** The filters as the API takes them; what it does not know is left out. */
export const queryOf = ({ status, edits, ...texts }: OperationSearch): Query => {
  const known = STATUSES.find((one) => one === status);
  const given = Object.entries(texts).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as Query),
    ...(known !== undefined && { status: known }),
    ...(edits === 'true' && { edits: 'true' }),
  };
};
