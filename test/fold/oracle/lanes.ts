import { groupsIn, resourcesIn, stateOfGroup } from './shapes.js';
import { Things } from './things.js';
import { dataOf, idOf, isAbout, kindOf, type WholeLog } from './whole-log.js';
import { stateOfNode } from './plain-node.js';
import { type Recorded } from '#event-store';

/** A state, an owner or an operation of a node or group, between two events of the log. */
export type PlainSpan = Readonly<{
  lane: string;
  kind: string;
  id: string;
  from: number;
  to: number;
}>;

type Track = Readonly<{ lane: string; track: string; kind: string; id: string }>;

const SPANS = new WeakMap<WholeLog, readonly PlainSpan[]>();

/** All spans of a log; `from` and `to` are places of events, and `to` is Infinity for the last ones. */
export const spansIn = (log: WholeLog): readonly PlainSpan[] => {
  const known = SPANS.get(log) ?? foldedSpans(log);
  SPANS.set(log, known);
  return known;
};

const foldedSpans = (log: WholeLog): readonly PlainSpan[] => {
  const spans: PlainSpan[] = [];
  const open = new Map<string, Track & Readonly<{ from: number }>>();
  const operations = new Map<string, Track>();
  log.events.forEach((recorded, place) => {
    takeOperation(operations, recorded);
    const tracks = new Map(tracksAt(log, place, operations).map((one) => [keyOf(one), one]));
    for (const [key, { from, lane, kind, id }] of open) {
      const now = tracks.get(key);
      if (now?.kind === kind && now.id === id) continue;
      spans.push({ lane, kind, id, from, to: place });
      open.delete(key);
    }
    for (const [key, track] of tracks) if (!open.has(key)) open.set(key, { ...track, from: place });
  });
  for (const { lane, kind, id, from } of open.values())
    spans.push({ lane, kind, id, from, to: Infinity });
  return spans;
};

const keyOf = ({ lane, track }: Track): string => `${lane}/${track}`;

const takeOperation = (operations: Map<string, Track>, recorded: Recorded): void => {
  const [lane, data] = [idOf(recorded), dataOf(recorded)];
  const { type } = recorded.event;
  const id = String(data['operation']);
  const begin = (kind: string): void => {
    operations.set(lane, { lane, track: 'operation', kind, id });
  };
  if (type === 'GroupMoveStarted') begin('move');
  if (type === 'GroupOperationStarted') begin(String(data['kind']));
  if (type === 'DrainStarted') begin('drain');
  if (
    /^(Group(Move|Operation)(Completed|Failed|Denied)|DrainCompleted|Node(Started|Stopped|Crashed|Resumed))$/.test(
      type,
    )
  )
    operations.delete(lane);
};

const tracksAt = (
  log: WholeLog,
  place: number,
  operations: ReadonlyMap<string, Track>,
): readonly Track[] => {
  const things = new Things(log.events.slice(0, place + 1));
  const nodes = [...things.nodes.values()].map((node) => ({
    ...{ lane: node.id, track: 'state', kind: stateOfNode(node), id: node.id },
  }));
  const groups = groupsIn(things).flatMap(({ id, owner }) => {
    const members = resourcesIn(things).filter(({ group }) => group === id);
    const kind = stateOfGroup(members.map(({ state }) => state));
    return [
      { lane: id, track: 'state', kind, id },
      { lane: id, track: 'owner', kind: 'owner', id: owner },
    ];
  });
  const lanes = [...things.nodes.keys(), ...groupsIn(things).map(({ id }) => id)];
  return [...nodes, ...groups, ...lanes.flatMap((lane) => operations.get(lane) ?? [])];
};

const LANES = new WeakMap<WholeLog, ReadonlyMap<Recorded, string>>();

/** True if an event belongs to the lane of a node or group. */
export const isInLane = (log: WholeLog, recorded: Recorded, lane: string): boolean => {
  const groups = LANES.get(log) ?? groupsOfResources(log);
  LANES.set(log, groups);
  return isAbout(recorded, lane) || groups.get(recorded) === lane;
};

/** The group of the resource that each event is about, as of the event before it. */
const groupsOfResources = (log: WholeLog): ReadonlyMap<Recorded, string> => {
  const groups = new Map<string, string>();
  const found = new Map<Recorded, string>();
  for (const recorded of log.events) {
    const data = dataOf(recorded);
    const isResource = kindOf(recorded) === 'resource';
    const group = groups.get(isResource ? idOf(recorded) : String(data['resource']));
    if (group !== undefined) found.set(recorded, group);
    if (isResource && typeof data['group'] === 'string') groups.set(idOf(recorded), data['group']);
  }
  return found;
};
