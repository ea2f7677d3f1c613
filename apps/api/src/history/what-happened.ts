import { type NameThen } from '#application';
import { parseStream } from '#domain';
import { type CauseLink } from '#read-models';

const KINDS = { node: 'nodes', group: 'groups', resource: 'resources' } as const;

type Data = Readonly<Record<string, unknown>>;

/**
 * An event in a few words: the thing, what happened to it, and why, such as `resource SQL Server:
 * failed (a checkpoint could not be restored)`.
 */
export const whatHappened = ({ stream, event }: CauseLink, nameThen: NameThen): string => {
  const { kind = 'log', id = '' } = parseStream(stream) ?? {};
  const name = kind in KINDS ? nameThen(KINDS[kind as keyof typeof KINDS], id) : undefined;
  const subject = name === undefined ? kind : `${kind} ${name}`;
  const { reason } = event.data as Data;
  const why = typeof reason === 'string' && reason !== '' ? ` (${reason})` : '';
  return `${subject}: ${wordsOf(event.type, kind)}${why}`;
};

/** `GroupMoveStarted` of a group is `move started`. */
const wordsOf = (type: string, kind: string): string => {
  const words = type.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  return (words[0] === kind ? words.slice(1) : words).join(' ');
};
