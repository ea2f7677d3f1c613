import { type DeniedMove, type GroupEvent } from '../../group/events.js';
import { type CheckpointId, type GroupId, type ResourceId } from '../../vocabulary/ids.js';
import { fill } from '../fill.js';
import { deniedBy, moveDeniedBy, type Claim, type Places } from './clobber-denial.js';

export type FrozenDenials = Readonly<{
  checkpoints: readonly (readonly [CheckpointId, ResourceId])[];
  moves: readonly (readonly [GroupId, DeniedMove])[];
}>;

/** The checkpoints and moves that the clobber policy did not allow when they came into the log. */
export class Denials {
  /** Each denied checkpoint with its resource. */
  readonly checkpoints: Map<CheckpointId, ResourceId>;
  /** The last denied move of each group. */
  readonly moves: Map<GroupId, DeniedMove>;

  /** @param from the denials to fork */
  constructor(from?: Denials) {
    this.checkpoints = new Map(from?.checkpoints);
    this.moves = new Map(from?.moves);
  }

  freeze(): FrozenDenials {
    return { checkpoints: [...this.checkpoints], moves: [...this.moves] };
  }

  thaw({ checkpoints, moves }: FrozenDenials): void {
    fill(this.checkpoints, checkpoints);
    fill(this.moves, moves);
  }

  /** Takes in a new checkpoint: the later one of two that exclude each other is denied. */
  checkpointAdded(state: Places, checkpoint: CheckpointId, claim: Claim): void {
    if (deniedBy(state, claim) !== undefined) this.checkpoints.set(checkpoint, claim.resource);
  }

  /** Takes in a group's event: the later one of two moves that exclude each other is denied. */
  groupChanged(state: Places, id: GroupId, { type, data }: GroupEvent): void {
    if (type === 'GroupClosed') this.moves.delete(id);
    if (type !== 'GroupMoveStarted') return;
    this.moves.delete(id);
    if (data.isDeniable !== true) return;
    const { operation, to } = data;
    const other = moveDeniedBy(state, id, to);
    if (other !== undefined) this.moves.set(id, { operation, deniedBy: other });
  }
}
