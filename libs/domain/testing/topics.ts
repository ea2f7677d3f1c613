import { StateStory } from './state-story.js';
import {
  APP,
  CHECKPOINT,
  checkpointed,
  GROUP,
  groupOpened,
  member,
  NODE_A,
  NODE_B,
  nodeOpened,
  resourceOpened,
  WEB,
} from './stories.js';
import { type ClusterEvent } from '../src/cluster/events.js';
import { type CheckpointId } from '../src/vocabulary/ids.js';
import { type Topic } from '../src/state/causes/topics.js';

const TOPICS: readonly Topic[] = [
  ...(['listed', 'available', 'down', 'drain', 'groups', 'eviction', 'providers'] as const),
  ...(['container-deleted', 'opened', 'operation', 'fenced', 'ended', 'dependencies'] as const),
  ...(['policy', 'joined', 'member', 'removal', 'lifecycle', 'online', 'captured'] as const),
  ...(['restart', 'owners', 'handling', 'added', 'restored'] as const),
];

/** The id of a checkpoint that the base does not have. */
export const OTHER = 'other checkpoint' as CheckpointId;
const IDS = [NODE_A, NODE_B, GROUP, APP, WEB, CHECKPOINT, OTHER] as const;

/** The topics, each with its thing, whose last event is the last event of a story. */
export const topicsOf = (
  { clusterState: { causes } }: StateStory,
  eventId: string,
): readonly string[] =>
  TOPICS.flatMap((topic) =>
    IDS.filter((id) => causes.of(topic, id)?.eventId === eventId).map((id) => `${topic} ${id}`),
  );

const formed: ClusterEvent = { type: 'ClusterFormed', data: { name: 'c', logId: 'log' } };

/** Two nodes, a group with a resource, and the resource with a checkpoint. */
export const base = (): StateStory =>
  new StateStory()
    .cluster(formed)
    .node(NODE_A, nodeOpened)
    .node(NODE_B, nodeOpened)
    .group(GROUP, groupOpened, member(APP))
    .resource(APP, resourceOpened, ...checkpointed());
