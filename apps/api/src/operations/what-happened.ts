import { type NameThen } from '#application';
import { parseStream, type Cure } from '#domain';
import { type CauseLink } from '#read-models';

const KINDS = { node: 'nodes', group: 'groups', resource: 'resources' } as const;

/** The parts of a sentence: the thing of the event, the nodes in its data, and its reason. */
type Told = Readonly<{
  thing: string;
  on: string;
  way: string;
  why: string;
  data: Readonly<Record<string, unknown>>;
}>;

/** The fact that an event states, without the end of the sentence. */
const SENTENCES: Readonly<Record<string, (told: Told) => string>> = {
  NodeCrashed: ({ thing }) => `${thing} crashed`,
  NodeStopped: ({ thing }) => `${thing} stopped`,
  NodeStarted: ({ thing }) => `${thing} started`,
  NodePaused: ({ thing }) => `${thing} was paused`,
  NodeResumed: ({ thing }) => `${thing} was resumed`,
  DrainStarted: ({ thing, data }) =>
    `${thing} began to ${data['purpose'] === 'stop' ? 'stop' : 'drain'}`,
  DrainCompleted: ({ thing, why }) => `${thing} ended its drain${why}`,
  RegistryChanged: ({ thing, data }) => changed(lower(thing), data),
  GroupMoveStarted: ({ thing, way }) => `${thing} began to move${way}`,
  GroupOwnerChanged: ({ thing, way }) => `${thing} moved${way}`,
  GroupMoveCompleted: ({ thing }) => `${thing} ended its move`,
  GroupMoveFailed: ({ thing, why }) => `${thing} could not move${why}`,
  GroupMoveDenied: ({ thing }) => `${thing} was not allowed to move, because of a clobber`,
  GroupOperationStarted: ({ thing, data }) =>
    `The ${String(data['kind'])} of ${lower(thing)} began`,
  GroupOperationCompleted: ({ thing }) => `The operation of ${lower(thing)} was completed`,
  GroupOperationFailed: ({ thing, why }) => `The operation of ${lower(thing)} failed${why}`,
  ResourceFenced: ({ thing }) => `${thing} was fenced for the operation`,
  ResourceOnlinePending: ({ thing, on }) => `${thing} began to come online${on}`,
  ResourceOnline: ({ thing, on }) => `${thing} came online${on}`,
  ResourceOfflinePending: ({ thing, on }) => `${thing} began to go offline${on}`,
  ResourceOffline: ({ thing, on, data }) =>
    data['crash'] === true ? `${thing} was lost${on}` : `${thing} went offline${on}`,
  ResourceFailed: ({ thing, on, why }) => `${thing} failed${on}${why}`,
  ResourceStopped: ({ thing, why }) => `${thing} counts as stopped${why}`,
  RegistryCheckpointRestoreFailed: ({ thing, on, why }) =>
    `A checkpoint of ${lower(thing)} could not be restored${on}${why}`,
  CryptoCheckpointRestoreFailed: ({ thing, on, why }) =>
    `A key container of ${lower(thing)} could not be restored${on}${why}`,
};

/** An edit, or the cure that an edit belongs to. */
const changed = (thing: string, { cure }: Readonly<{ cure?: Cure }>): string => {
  switch (cure?.kind) {
    case undefined:
      return `The registry of ${thing} was edited`;
    case 'revert':
      return `The registry of ${thing}, or stored copies of it, were reverted`;
    case 'recover':
      return `A lost write was recovered in the registry of ${thing}, or in stored copies of it`;
    case 'recapture':
      return `Live keys of ${thing} were taken as stored copies`;
    case 'backup':
      return `The registry of ${thing} was restored from a backup`;
  }
};

/**
 * An event in a sentence, such as `Resource Server failed on node-a: power supply.` An event that a
 * command caused names its actor.
 */
export const whatHappened = (
  { stream, event, metadata }: CauseLink,
  nameThen: NameThen,
): string => {
  const { kind = 'log', id = '' } = parseStream(stream) ?? {};
  const told = { ...partsOf(event.data, nameThen), thing: thingOf({ kind, id }, nameThen) };
  const said =
    SENTENCES[event.type]?.(told) ?? `${told.thing}: ${wordsOf(event.type, kind)}${told.why}`;
  return `${said}${byCommand(metadata)}.`;
};

const thingOf = (
  { kind, id }: Readonly<{ kind: string; id: string }>,
  nameThen: NameThen,
): string => {
  const name = kind in KINDS ? nameThen(KINDS[kind as keyof typeof KINDS], id) : undefined;
  return name === undefined ? capital(kind) : `${capital(kind)} ${name}`;
};

const byCommand = ({ causation, command, actor }: CauseLink['metadata']): string =>
  causation === command.id ? `, by command of ${actor}` : '';

const partsOf = (data: object, nameThen: NameThen): Omit<Told, 'thing'> => {
  const fields = data as Told['data'];
  const { node, from, to, reason } = fields as Readonly<Record<string, string | undefined>>;
  const [at, source, goal] = [node, from, to].map((id) => nameThen('nodes', id));
  return {
    on: at === undefined ? '' : ` on ${at}`,
    way: source === undefined || goal === undefined ? '' : ` from ${source} to ${goal}`,
    why: reason === undefined || reason === '' ? '' : `: ${reason}`,
    data: fields,
  };
};

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** The same within a sentence: the name stays as it is. */
const lower = (thing: string): string => thing.slice(0, 1).toLowerCase() + thing.slice(1);

/** `GroupMoveStarted` of a group is `move started`. */
const wordsOf = (type: string, kind: string): string => {
  const words = type.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  return (words[0] === kind ? words.slice(1) : words).join(' ');
};
