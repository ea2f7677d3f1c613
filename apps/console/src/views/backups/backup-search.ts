/** All of the search parameters. */
export const BACKUP_SEARCH = ['backup', 'with'] as const;

/**
 * The backup that is looked at, and the side that it is compared with: `now` for the cluster,
 * `node:` with a name, or `backup:` with an id.
 */
export type BackupSearch = Readonly<
  Partial<Record<(typeof BACKUP_SEARCH)[number], string | undefined>>
>;
