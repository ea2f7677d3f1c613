import { type ClusterEvent } from '../../cluster/events.js';
import { type GroupEvent } from '../../group/events.js';
import { type OpenGroup } from '../../group/state.js';
import { type NodeEvent } from '../../node/events.js';
import { type PresentNode } from '../../node/state.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type OpenResource } from '../../resource/state.js';
import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../../vocabulary/ids.js';
import { type DomainEvent, type Occurrence } from '../domain-event.js';
import { fill } from '../fill.js';
import { ForkedMap } from '../forked-map.js';
import { NodeParts, type Part } from './node-parts.js';
import {
  ATTEMPT_EVENTS,
  GROUP_TOPICS,
  MEMBER_TOPICS,
  NODE_TOPICS,
  RESOURCE_TOPICS,
  SETTING_TOPICS,
  type Topic,
} from './topics.js';

/** The thing that the topic `schedule` is about. */
export const BACKUPS = 'backups';

/** All remembered events, as plain values. */
export type FrozenCauses = Readonly<{
  last: readonly (readonly [string, Occurrence])[];
  parts: readonly (readonly [NodeId, ReadonlyMap<string, Occurrence>])[];
}>;

/** The states of the aggregates after an event. */
type States = Readonly<{
  openGroup: (id: GroupId) => OpenGroup | undefined;
  openResource: (id: ResourceId) => OpenResource | undefined;
  presentNode: (id: NodeId) => PresentNode | undefined;
}>;

/** The events that processes name as the causes of their steps: the last one of each topic. */
export class Causes {
  private readonly last: ForkedMap<string, Occurrence>;
  private readonly parts: NodeParts;

  /** @param from the causes to fork */
  constructor(from?: Causes) {
    this.last = from?.last.fork() ?? new ForkedMap();
    this.parts = new NodeParts(from?.parts);
  }

  /** The last event of a topic about a thing. */
  of(topic: Topic, id: string): Occurrence | undefined {
    return this.last.get(`${topic} ${id}`);
  }

  /** The last event about a hold, a staged list or a key container of a node. */
  ofPart(node: NodeId, part: Part): Occurrence | undefined {
    return this.parts.get(node, part);
  }

  /** Takes in an event that was just applied. */
  take(domainEvent: DomainEvent, states: States): void {
    const { id, event, occurrence } = domainEvent;
    switch (domainEvent.kind) {
      case 'cluster':
        this.takeOfDirectory(event as ClusterEvent, occurrence);
        return;
      case 'node':
        this.takeOfNode(id as NodeId, { event: event as NodeEvent, occurrence, states });
        return;
      case 'group':
        this.takeOfGroup(id as GroupId, { event: event as GroupEvent, occurrence, states });
        return;
      case 'resource':
        this.takeOfResource(id as ResourceId, {
          event: event as ResourceEvent,
          occurrence,
          states,
        });
        return;
      case 'backup':
    }
  }

  freeze(): FrozenCauses {
    return { last: [...this.last], parts: this.parts.freeze() };
  }

  thaw({ last, parts }: FrozenCauses): void {
    fill(this.last, last);
    this.parts.thaw(parts);
  }

  private set(topic: Topic | undefined, id: string, occurrence: Occurrence): void {
    if (topic !== undefined) this.last.set(`${topic} ${id}`, occurrence);
  }

  private takeOfDirectory({ type, data }: ClusterEvent, occurrence: Occurrence): void {
    switch (type) {
      case 'NodeAdded':
      case 'NodeEvicted':
        this.set('listed', data.node, occurrence);
        return;
      case 'GroupAdded':
        this.set('listed', data.group, occurrence);
        return;
      case 'ResourceAdded':
      case 'ResourceRegrouped':
        this.set('listed', data.resource, occurrence);
        return;
      case 'BackupScheduleSet':
        this.set('schedule', BACKUPS, occurrence);
        return;
      case 'BackupRestoreStarted':
      case 'FormationReleased':
        this.set('restoring', data.operation, occurrence);
        return;
      case 'BackupRestored':
      case 'BackupRestoreFailed':
        this.last.delete(`restoring ${data.operation}`);
        return;
      default:
    }
  }

  private takeOfNode(id: NodeId, { event, occurrence, states }: Taken<NodeEvent>): void {
    this.set(NODE_TOPICS[event.type], id, occurrence);
    const node = states.presentNode(id);
    if (node !== undefined) this.parts.take(id, node, { event, occurrence });
    if (event.type === 'GroupFenced') this.set('fenced', event.data.group, occurrence);
    else if ('checkpoint' in event.data) this.set('restored', event.data.checkpoint, occurrence);
  }

  private takeOfGroup(id: GroupId, { event, occurrence, states }: Taken<GroupEvent>): void {
    const { type, data } = event;
    const topic = GROUP_TOPICS[type];
    this.set(topic, id, occurrence);
    if ('resource' in data) this.set(MEMBER_TOPICS[type], data.resource, occurrence);
    if (topic === 'ended' || topic === 'operation')
      for (const node of drainedBy(states, id)) this.set('groups', node, occurrence);
  }

  private takeOfResource(id: ResourceId, taken: Taken<ResourceEvent>): void {
    const { event, occurrence } = taken;
    for (const topic of RESOURCE_TOPICS[event.type] ?? []) this.set(topic, id, occurrence);
    if (event.type === 'ResourceConfigured')
      for (const setting of Object.keys(event.data))
        this.set(SETTING_TOPICS[setting], id, occurrence);
    else if ('checkpoint' in event.data) this.takeOfCheckpoint(id, event.data.checkpoint, taken);
  }

  private takeOfCheckpoint(
    resource: ResourceId,
    checkpoint: CheckpointId,
    { event: { type }, occurrence, states }: Taken<ResourceEvent>,
  ): void {
    if (ADDS.has(type)) this.set('added', checkpoint, occurrence);
    if (isStep(states.openResource(resource), type)) this.set('lifecycle', resource, occurrence);
    if (!DELETES.has(type)) return;
    this.last.delete(`added ${checkpoint}`);
    this.last.delete(`restored ${checkpoint}`);
  }
}

const ADDS: ReadonlySet<string> = new Set<ResourceEvent['type']>([
  'RegistryCheckpointAdded',
  'CryptoCheckpointAdded',
]);

const DELETES: ReadonlySet<string> = new Set<ResourceEvent['type']>([
  'RegistryCheckpointDeleted',
  'CryptoCheckpointDeleted',
]);

/** True for an event about a checkpoint that is a step of an attempt of its resource. */
const isStep = (state: OpenResource | undefined, type: string): boolean =>
  state?.state === 'OfflinePending' ||
  (state?.transition !== undefined && ATTEMPT_EVENTS.has(type));

/** The nodes that are being drained and that a group is on or has left. */
const drainedBy = (states: States, id: GroupId): readonly NodeId[] => {
  const group = states.openGroup(id);
  if (group === undefined) return [];
  const { owner, displacedBy } = group;
  const nodes = displacedBy === undefined ? [owner] : [owner, displacedBy.from];
  return nodes.filter((node) => states.presentNode(node)?.drain !== undefined);
};

type Taken<Event> = Readonly<{ event: Event; occurrence: Occurrence; states: States }>;
