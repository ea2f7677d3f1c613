/** The kinds of streams; the category of a stream is what stands before its first dash. */
const STREAM_KINDS = ['cluster', 'node', 'group', 'resource', 'key'] as const;

export type StreamKind = (typeof STREAM_KINDS)[number];

/** `<cluster>.<kind>-<id>`; the cluster stream's id is the cluster's name. */
export const streamName = (cluster: string, kind: StreamKind, id: string): string =>
  `${prefixOf(cluster, kind)}${id}`;

const prefixOf = (cluster: string, kind: StreamKind): string => `${cluster}.${kind}-`;

const isKind = (kind: string): kind is StreamKind =>
  (STREAM_KINDS as readonly string[]).includes(kind);

/** The parts of a stream's name; undefined for a name that is none of ours. */
export const parseStream = (
  stream: string,
): Readonly<{ cluster: string; kind: StreamKind; id: string }> | undefined => {
  const dot = stream.indexOf('.');
  const dash = stream.indexOf('-', dot);
  if (dot < 1 || dash < 0) return undefined;
  const kind = stream.slice(dot + 1, dash);
  return isKind(kind)
    ? { cluster: stream.slice(0, dot), kind, id: stream.slice(dash + 1) }
    : undefined;
};

/** True for a stream of sealed keys: these alone can be erased. */
export const isErasable = (stream: string): boolean => parseStream(stream)?.kind === 'key';

/**
 * The streams of a cluster, for a store that holds other streams too: the beginnings of their names,
 * and which of them can be erased.
 */
export const streamsOf = (
  cluster: string,
): Readonly<{ prefixes: readonly string[]; isErasable: (stream: string) => boolean }> => ({
  prefixes: STREAM_KINDS.map((kind) => prefixOf(cluster, kind)),
  isErasable,
});
