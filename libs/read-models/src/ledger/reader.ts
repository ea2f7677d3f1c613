import { streamName } from '#domain';

import { type CaptureContents } from '../captures/capture-contents.js';
import { type ReadDatabase } from '../file/database.js';
import { type Events } from '../events/events.js';
import { Causes } from './causes.js';
import { LossesAhead } from './ahead/losses-ahead.js';
import { LostValues } from './losses/lost-values.js';
import { LostStates } from './states/lost-states.js';
import { LostWrites, type LostWrite } from './losses/lost-writes.js';
import { valueChangeAt } from '../registry/value-change.js';
import { originOf } from '../registry/version-blocks.js';
import { UnsecuredPlaces } from './keys/unsecured.js';

type Parts = Readonly<{ events: Events; contents: CaptureContents }>;

/** Answers questions about lost writes. */
export class LedgerReader {
  readonly rows: LostWrites;
  /** The places of a row. */
  readonly values: LostValues;
  /** The causes of the operations that made rows. */
  readonly causes: Causes;

  /** The losses of restores that are yet to come. */
  readonly ahead: LossesAhead;

  /** The edits of a node that no stored copy has. */
  readonly unsecured: UnsecuredPlaces;
  /** The states of rows. */
  readonly states: LostStates;

  constructor(
    private readonly db: ReadDatabase,
    { events, contents }: Parts,
    cluster: string,
  ) {
    this.causes = new Causes(events);
    this.states = new LostStates(db, events);
    this.unsecured = new UnsecuredPlaces(db, contents);
    this.ahead = new LossesAhead(db, events, cluster);
    this.values = new LostValues(db, contents, (node, revision) => {
      const position = events.positionOf(streamName(cluster, 'node', node), revision);
      return position === undefined ? undefined : Number(position);
    });
    this.rows = new LostWrites(db, (row, folded) => this.values.contains(row, folded));
  }

  /** The positions of the edits that first wrote the lost and the kept value of a place. */
  originsOf(
    { node, overwritten }: Pick<LostWrite, 'node' | 'overwritten'>,
    { key, name }: Pick<LostWrite, 'key' | 'name'>,
  ): Readonly<{ lost: number | undefined; kept: number | undefined }> {
    if (name === null) return { lost: undefined, kept: undefined };
    const at = (position: number): number | undefined => {
      const found = valueChangeAt(this.db, { node, key, name }, position);
      return found && originOf(found.version);
    };
    return { lost: at(Number(overwritten) - 1), kept: at(Number(overwritten)) };
  }

  /** Empties the caches after the file was rebuilt. */
  forget(): void {
    this.causes.forget();
  }
}
