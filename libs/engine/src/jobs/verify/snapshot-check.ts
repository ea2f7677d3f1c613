import { STATE_ARCHIVE_VERSION, StateReader, type ClusterState, type FrozenState } from '#domain';
import { BadSnapshot, readSnapshot, type SnapshotHead } from '#event-store';
import { differingParts } from '#read-models';

import { type Fault } from '../task-context.js';
import { describeState } from './described-state.js';

/** The snapshot of the folded state, to compare with a state that is folded again. */
export class SnapshotCheck {
  private constructor(
    private readonly file: string,
    private readonly snapshot: Readonly<{ head: SnapshotHead; state: FrozenState }> | undefined,
    private readonly fault: Fault | undefined,
  ) {}

  /** Reads the file. A missing file, or one of another version, is no fault. */
  static of(file: string): SnapshotCheck {
    const reader = new StateReader();
    try {
      const head = readSnapshot(file, STATE_ARCHIVE_VERSION, (line) => {
        reader.read(line);
      });
      const snapshot = head && { head, state: reader.state() };
      return new SnapshotCheck(file, snapshot, undefined);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof BadSnapshot && error.isOfOtherVersion)
        return new SnapshotCheck(file, undefined, undefined);
      const expected = 'a whole snapshot, or no file';
      const fault = { what: 'snapshot', where: { file }, expected, found: error.message } as const;
      return new SnapshotCheck(file, undefined, fault);
    }
  }

  /** The position of the snapshot; undefined if there is none to compare. */
  get position(): bigint | undefined {
    return this.snapshot?.head.position;
  }

  /** The fault of a file that can't be read. */
  *faults(): Iterable<Fault> {
    if (this.fault !== undefined) yield this.fault;
  }

  /**
   * The differences from a state that is folded up to the position of the snapshot.
   *
   * @param event the id of the event at the position
   */
  *compare(folded: ClusterState, event: string): Iterable<Fault> {
    if (this.snapshot === undefined) return;
    const { head, state } = this.snapshot;
    const position = String(head.position);
    if (head.event !== event)
      yield this.faultAt({ position, thing: 'its last event' }, event, head.event);
    const found = new Map(describeState(state));
    for (const [name, text] of describeState(folded.freeze())) {
      const other = found.get(name) ?? 'nothing';
      found.delete(name);
      if (other === text) continue;
      const parts = differingParts(text, other);
      yield this.faultAt({ position, thing: name }, parts.expected, parts.found);
    }
    for (const [name, text] of found)
      yield this.faultAt({ position, thing: name }, 'nothing', differingParts('', text).found);
  }

  private faultAt(
    where: Readonly<{ position: string; thing: string }>,
    expected: string,
    found: string,
  ): Fault {
    return { what: 'snapshot', where: { file: this.file, ...where }, expected, found };
  }
}
