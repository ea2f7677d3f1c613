import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { alarmsAfter, type Alarm } from '#processes';
import { type Lane } from '#read-models';

import { LongTurns } from '../execution/long-turns.js';
import { withPauses } from '../execution/with-pauses.js';
import { directoryOf } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { RunningCluster } from '../running-cluster.js';
import { bucketsIn, windowOf, type TimelineWindow } from './timeline-window.js';

/** The part of the history that a timeline shows, and how. */
export type TimelineSelection = Readonly<{
  from?: string | undefined;
  to?: string | undefined;
  /** The number of buckets of equal time. */
  buckets: number;
  lanes: 'nodes' | 'groups';
  /** The types of events that may have marks; all without it. */
  marks?: readonly string[] | undefined;
}>;

/** A lane, with the name of its node or group. */
export type NamedLane = Lane & Readonly<{ name: string }>;

/** The states, the events and the operations of nodes or groups over a time. */
export type TimelineAnswer = Readonly<{
  moment: Moment;
  window: TimelineWindow;
  /** The begin of each bucket, and the end of the last one; milliseconds since 1970. */
  instants: readonly number[];
  lanes: readonly NamedLane[];
  /** True if there are more lanes. */
  more: boolean;
  /** The next alarms; undefined for a timeline of the past. */
  due: readonly Alarm[] | undefined;
}>;

/** Tells what happened on nodes or groups over a time. */
export class GetTimeline extends Query<TimelineAnswer> {
  constructor(
    readonly asOf: AsOf,
    readonly input: TimelineSelection,
  ) {
    super();
  }
}

/** The greatest numbers of lanes, of buckets in all lanes, and of alarms. */
const MOST = { lanes: 500, buckets: 65_536, alarms: 1000 };

const TRACKS = {
  nodes: ['state', 'operation'],
  groups: ['owner', 'state', 'operation'],
} as const;

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: GetTimeline): Promise<TimelineAnswer> {
    const moment = await momentOf(this.cluster, asOf);
    const { reads } = this.cluster;
    reads.parked.assertAllTaken(moment.position);
    const window = windowOf(this.cluster, { moment, asOf, ...input });
    const { instants, edges } = bucketsIn(reads, window, input.buckets);
    const things = this.things(input.lanes, window);
    const most = Math.min(MOST.lanes, Math.floor(MOST.buckets / (edges.length - 1)));
    const shown = [...things.entries()].slice(0, most);
    const ids = shown.map(([id]) => id);
    const marked = input.marks && new Set(input.marks);
    const tracks = TRACKS[input.lanes];
    const steps = reads.timeline.lanesInSteps({ edges, lanes: ids, tracks, marked });
    const turns = new LongTurns(this.cluster);
    const lanes = await withPauses(steps, () => turns.pause());
    return {
      ...{ moment, window, instants, more: things.size > most },
      lanes: lanes.map((lane) => ({ ...lane, name: things.get(lane.id) ?? lane.id })),
      due: window.isUpToNow ? this.due() : undefined,
    };
  }

  /** The names of the things that were there at some position of the window, by their ids. */
  private things(
    kind: TimelineSelection['lanes'],
    { low, high }: TimelineWindow,
  ): ReadonlyMap<string, string> {
    const { reads } = this.cluster;
    const directory = directoryOf({ cluster: reads.directoryAt(high) });
    const present = [...directory[kind].values()].map(({ id, name }) => [id, name] as const);
    const gone = reads.departures.since(kind, low, directory.revision);
    return new Map<string, string>([
      ...present,
      ...gone.map(({ id, name }) => [id, name] as const),
    ]);
  }

  private due(): readonly Alarm[] {
    const { state, now } = this.cluster;
    return [...alarmsAfter(state, now)].sort((a, b) => a.at - b.at).slice(0, MOST.alarms);
  }
}
