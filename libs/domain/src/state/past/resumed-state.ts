import { type NodeId } from '../../vocabulary/ids.js';
import { ClusterState } from '../cluster-state.js';
import { type Occurrence } from '../domain-event.js';
import { type FrozenState } from './frozen-state.js';

/** The last change of a key of a node's registry. */
export type LastChange = Readonly<{ revision: number; by: Occurrence }>;

/** Finds the last change of a key and its subtree before a state was resumed. */
export type LastChanges = (node: NodeId, key: string) => LastChange | undefined;

/** A cluster state that goes on from an earlier moment, with what it needs of the time before. */
export class ResumedState extends ClusterState {
  /** The revision of each node's registry when the state was resumed. */
  private readonly begun = new Map<NodeId, number>();
  private earlier: LastChanges = () => undefined;

  /** A state that continues from a frozen one, whose registries are the last of their nodes. */
  static resume(frozen: FrozenState, earlier: LastChanges): ResumedState {
    const state = new ResumedState().thawed(frozen);
    state.earlier = earlier;
    for (const { node, revision } of frozen.trees.quiet) state.begun.set(node, revision);
    return state;
  }

  override since(id: NodeId, key: string): ReturnType<ClusterState['since']> {
    const found = super.since(id, key);
    const isEarlier = found !== undefined && found.revision === this.begun.get(id);
    return isEarlier ? (this.earlier(id, key) ?? found) : found;
  }
}
