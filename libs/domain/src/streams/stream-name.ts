/** The kinds of streams. EventStoreDB's category is the part of a name before its first dash. */
const STREAM_KINDS = ['cluster', 'node', 'group', 'resource', 'key', 'backup'] as const;

export type StreamKind = (typeof STREAM_KINDS)[number];

/** `<cluster>.<kind>-<id>`. The id of the cluster stream is the cluster's name. */
export const streamName = (cluster: string, kind: StreamKind, id: string): string =>
  `${prefixOf(cluster, kind)}${id}`;

const prefixOf = (cluster: string, kind: StreamKind): string => `${cluster}.${kind}-`;

const isKind = (kind: string): kind is StreamKind =>
  (STREAM_KINDS as readonly string[]).includes(kind);

/** The parts of a stream's name; undefined for a name of another form. */
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

/** True for a stream of sealed keys. No other stream can be erased. */
export const isErasable = (stream: string): boolean => parseStream(stream)?.kind === 'key';

/**
 * The streams of a cluster, for a store that also holds other streams: the prefixes of their names,
 * and the streams that can be erased.
 */
export const streamsOf = (
  cluster: string,
): Readonly<{ prefixes: readonly string[]; isErasable: (stream: string) => boolean }> => ({
  prefixes: STREAM_KINDS.map((kind) => prefixOf(cluster, kind)),
  isErasable,
});
