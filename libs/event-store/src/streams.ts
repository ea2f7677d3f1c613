/** The kinds of streams; the category of a stream is what stands before its first dash. */
const STREAM_KINDS = ['cluster', 'node', 'group', 'resource', 'key', 'backup', 'lease'] as const;

export type StreamKind = (typeof STREAM_KINDS)[number];

/** `<cluster>.<kind>-<id>`; the cluster stream's id is the cluster's name. */
export const streamName = (cluster: string, kind: StreamKind, id: string): string =>
  `${cluster}.${kind}-${id}`;

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
