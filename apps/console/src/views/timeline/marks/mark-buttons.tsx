import { type MouseEvent, type ReactNode } from 'react';

import { shortInstant } from '../../../ui/text/instant.js';
import { usePreferences } from '../../../ui/preferences.js';
import { type Mark } from '../lanes/history.js';
import styles from './marks.module.css';
import { MARK_WORDS } from './mark-kinds.js';
import { MARK_DISTANCE, chiefOf, type PlacedMark } from './place-marks.js';

/** A mark was chosen; with Shift it is the other end of a measure. */
export type Choose = (mark: Mark, isMeasure: boolean) => void;

type Props = Readonly<{
  placed: readonly PlacedMark[];
  /** The middle of the marks, in pixels from the top. */
  y: number;
  lane: string;
  /** True if their instants are no times. */
  isTimeless?: boolean;
  onChoose: Choose;
}>;

/** The marks of a lane as buttons; the canvas below them has their shapes. */
export const MarkButtons = ({
  placed,
  y,
  lane,
  isTimeless = false,
  onChoose,
}: Props): ReactNode => {
  const { clock } = usePreferences();
  return placed.map((place) => {
    const mark = chiefOf(place);
    if (mark === undefined) return null;
    const text = sayPlace(place, lane, (at) =>
      isTimeless ? '' : `${shortInstant(new Date(at), clock, new Date())}, `,
    );
    return (
      <button
        key={`${lane}/${mark.position}`}
        type="button"
        className={styles.mark}
        style={{
          left: `${place.x - MARK_DISTANCE / 2}px`,
          top: `${y - MARK_DISTANCE / 2}px`,
        }}
        aria-label={text}
        title={text}
        data-mark={lane}
        data-kinds={place.marks.map(({ kind }) => kind).join(' ')}
        data-positions={place.marks.map(({ position }) => position).join(' ')}
        onClick={(event: MouseEvent) => {
          onChoose(mark, event.shiftKey);
        }}
      />
    );
  });
};

const MOST_SAID = 3;

/** The marks of a place in words, the gravest first. */
const sayPlace = (
  { marks, kind }: PlacedMark,
  lane: string,
  say: (at: number) => string,
): string => {
  const sorted = marks.toSorted(
    (one, other) => Number(other.kind === kind) - Number(one.kind === kind),
  );
  const said = sorted.slice(0, MOST_SAID).map((mark) => `${MARK_WORDS[mark.kind]}: ${mark.text}`);
  const others = marks.length - said.length;
  const [first] = sorted;
  return [
    `${say(first?.at ?? 0)}${lane}.`,
    ...said,
    ...(others > 0 ? [`And ${others} more.`] : []),
  ].join(' ');
};
