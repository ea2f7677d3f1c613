import { type Schemas } from '../api/client.js';
import { type Names } from '../api/names.js';
import { nameText, sideText } from '../ui/text/value-text.js';

type Event = Schemas['Event'];
type Kind = 'node' | 'group' | 'resource';

const STREAM = /(?:^|\.)(?<kind>node|group|resource|cluster)-(?<id>.+)$/;
const SHORT_ID = 8;
const KEY_PARTS = 2;
/** The most changes of a registry that a line names. */
const MOST_CHANGES = 2;

/** The thing that an event is about; undefined for the cluster and for anything else. */
export const subjectOf = (stream: string): Readonly<{ kind: Kind; id: string }> | undefined => {
  const { kind, id = '' } = STREAM.exec(stream)?.groups ?? {};
  return kind === 'node' || kind === 'group' || kind === 'resource' ? { kind, id } : undefined;
};

/** The name of a thing, or the begin of its id if it is gone. */
export const nameIn = (names: Names, id: string): string =>
  names.get(id) ?? `${id.slice(0, SHORT_ID)}…`;

/** `GroupMoveStarted` of a group is `move started`, of anything else `group move started`. */
export const typeWords = (type: string, kind: string): string => {
  const words = type.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  return (words[0] === kind ? words.slice(1) : words).join(' ');
};

type Data = Readonly<Record<string, unknown>>;

/** An event in a line, such as `Group SQL: move started, node-a → node-b`. */
export const eventText = ({ stream, type, data }: Event, names: Names): string => {
  const subject = subjectOf(stream);
  const thing =
    subject === undefined ? 'Cluster' : `${capital(subject.kind)} ${nameIn(names, subject.id)}`;
  const details = DETAILS.map((detail) => detail(data as Data, names)).filter(
    (text) => text !== undefined,
  );
  return [`${thing}: ${typeWords(type, subject?.kind ?? 'cluster')}`, ...details].join(', ');
};

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

type Detail = (data: Data, names: Names) => string | undefined;

const textIn = (data: Data, name: string): string | undefined => {
  const value = data[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const nodeIn = (data: Data, name: string, names: Names): string | undefined => {
  const id = textIn(data, name);
  return id === undefined ? undefined : nameIn(names, id);
};

const way: Detail = (data, names) => {
  const [from, to] = [nodeIn(data, 'from', names), nodeIn(data, 'to', names)];
  return from === undefined || to === undefined ? undefined : `${from} → ${to}`;
};

const place: Detail = (data, names) => {
  const node = nodeIn(data, 'node', names);
  // An event that adds a node has its id as `node`, and its name beside it.
  return node === undefined || 'name' in data ? undefined : `on ${node}`;
};

const named: Detail = (data) => textIn(data, 'name');
const key: Detail = (data) => {
  const whole = textIn(data, 'key');
  return whole === undefined ? undefined : shortKey(whole);
};

/** The last two parts of a key; a line has no room for all of them. */
export const shortKey = (key: string): string => {
  const parts = key.split('\\');
  return parts.length <= KEY_PARTS ? key : `…\\${parts.slice(-KEY_PARTS).join('\\')}`;
};

const captured: Detail = (data) => {
  const number = data.number ?? data.capture;
  return typeof number === 'number' ? `capture ${number}` : undefined;
};

const reason: Detail = (data) => textIn(data, 'reason')?.replaceAll('-', ' ');

/** The first changes of a registry: the values, or else the keys. */
const changes: Detail = ({ changes }) => {
  if (!Array.isArray(changes)) return undefined;
  if (changes.length === 0) return 'nothing changed';
  const all = changes as readonly Schemas['RegistryChange'][];
  const values = all.filter((change) => 'name' in change);
  const first = (values.length === 0 ? all : values).slice(0, MOST_CHANGES).map(changeText);
  const others = all.length - first.length;
  return [...first, ...(others > 0 ? [`${others} more`] : [])].join(', ');
};

/** One change of a registry: `TcpPort = 1444`, `TcpPort deleted`, `create key SOFTWARE\\Acme`. */
const changeText = (change: Schemas['RegistryChange']): string => {
  switch (change.op) {
    case 'set':
      return `${nameText(change.name)} = ${sideText(change.value)}`;
    case 'delete-value':
      return `${nameText(change.name)} deleted`;
    default:
      return `${change.op.replace('-', ' ')} ${shortKey(change.key)}`;
  }
};

const DETAILS: readonly Detail[] = [named, way, place, captured, key, reason, changes];
