import { type Schemas } from '../../../api/client.js';
import { nameText, sideText } from '../../../ui/text/value-text.js';
import { instantOf, type Mark, type Timeline } from './history.js';

export type Lost = Schemas['LostWrite'];

/**
 * The marks of a lane, in which the restores that overwrote edits are lost writes. A loss whose restore
 * has no mark gets one of its own.
 */
export const lostMarks = (
  lost: readonly Lost[],
  { id, name }: Pick<Timeline['lanes'][number], 'id' | 'name'>,
  marks: readonly Mark[],
): readonly Mark[] => {
  const byPosition = new Map(marks.map((mark) => [mark.position, mark]));
  const own = lost.flatMap((row) => {
    const { position, recordedAt } = row.overwrittenAt;
    // A lane of a group has the restores of its resources, on whatever node.
    const isHere = row.node === name || row.node === id || byPosition.has(position ?? '');
    if (!isHere || position === undefined || recordedAt === undefined) return [];
    return [{ ...row, position, at: instantOf(recordedAt) }];
  });
  for (const [position, rows] of Map.groupBy(own, (row) => row.position)) {
    const [first] = rows;
    if (first === undefined) continue;
    const more = rows.length > 1 ? ` and ${rows.length - 1} more` : '';
    byPosition.set(position, {
      ...{ position, at: first.at },
      kind: rows.some(({ rule }) => rule === 'R6') ? 'clobber' : 'lost',
      text: `Lost on ${first.node}: ${lossText(first)}${more}`,
    });
  }
  return [...byPosition.values()].toSorted((one, other) => one.at - other.at);
};

/** `Port = 1555, kept 1444`. */
const lossText = ({ name, key, lost, kept }: Lost): string =>
  `${name === null ? key : nameText(name)} = ${sideText(lost)}, kept ${sideText(kept)}`;
