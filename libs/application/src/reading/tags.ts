import { ClusterError } from '#clusapi';
import { type Position } from '#event-store';
import { foldName } from '#registry';

import { RequestRefusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';

/**
 * The tags that a question has named so far, with their positions. A question with several pages, or
 * with several steps, resolves each of its tags once.
 */
export class ResolvedTags {
  private readonly positions: Map<string, Position>;

  /** @param known the tags of earlier pages, by folded name */
  constructor(known: Iterable<readonly [string, Position]> = []) {
    this.positions = new Map(known);
  }

  /** Every tag so far, by folded name. */
  get all(): ReadonlyMap<string, Position> {
    return this.positions;
  }

  /**
   * The position of the event that a tag names now, or named when the question was first asked.
   *
   * @param pointer the field that has the tag, as a JSON pointer
   * @throws NoSuchTag
   * @throws RequestRefusal not-caught-up if the event is not projected yet
   */
  positionOf(cluster: RunningCluster, tag: string, pointer: string): Position {
    const folded = foldName(tag);
    const position = this.positions.get(folded) ?? taggedPosition(cluster, tag, pointer);
    this.positions.set(folded, position);
    return position;
  }
}

const taggedPosition = ({ reads }: RunningCluster, tag: string, pointer: string): Position => {
  if (reads.rebuilding !== undefined) throw reads.rebuilding;
  const known = reads.tags.find(tag);
  if (known === undefined) throw new NoSuchTag(tag, pointer);
  const position = reads.events.positionOf(known.stream, known.revision);
  if (position === undefined)
    throw new RequestRefusal('not-caught-up', 'this process is behind the log; try again');
  return position;
};

/** A field of a request names a tag that does not exist. */
export class NoSuchTag extends ClusterError {
  /** @param pointer the field, as a JSON pointer */
  constructor(tag: string, pointer: string) {
    super('ERROR_FILE_NOT_FOUND', `no such tag: ${tag}`, { field: pointer.slice(1) });
  }
}
