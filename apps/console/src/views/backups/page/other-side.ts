/** A side that a backup is compared with. */
export type OtherSide = Readonly<{
  /** As the API names it. */
  name: string;
  text: string;
  /** The node, if it is one. */
  node: string | undefined;
  /** The moment that it is of; absent for the present. */
  at: Readonly<{ at?: string }>;
}>;

/** A backup as a side: its id, its name, and the position that it goes up to. */
export type BackupSide = Readonly<{
  id: string;
  text: string;
  position: string | null;
}>;

type Around = Readonly<{
  /** The moment of the page. */
  page: Readonly<{ at?: string }>;
  backups: readonly BackupSide[];
}>;

/** The side that a search names; undefined for none. */
export const otherSideIn = (
  other: string | undefined,
  { page, backups }: Around,
): OtherSide | undefined => {
  if (other === undefined) return undefined;
  const [, kind, name = ''] = /^(node|backup):(.+)$/.exec(other) ?? [];
  if (kind === 'backup') return backupSide(name, backups);
  const node = kind === 'node' ? name : undefined;
  return { ...liveSide(node, page), node, at: page };
};

/** A node, or without one the cluster, at the moment of the page. */
const liveSide = (
  node: string | undefined,
  { at }: Around['page'],
): Pick<OtherSide, 'name' | 'text'> => {
  const name = node === undefined ? 'cluster' : `node:${node}`;
  const text = node ?? 'the cluster';
  return at === undefined
    ? { name, text: `${text} now` }
    : { name: `${name}@${at}`, text: `${text} at ${at}` };
};

const backupSide = (id: string, backups: readonly BackupSide[]): OtherSide => {
  const known = backups.find((backup) => backup.id === id);
  const at = known?.position == null ? {} : { at: known.position };
  return { name: `backup:${id}`, text: known?.text ?? 'another backup', node: undefined, at };
};
