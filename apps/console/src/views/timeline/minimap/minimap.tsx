import { useCallback, type KeyboardEvent, type ReactNode } from 'react';

import { shortInstant } from '../../../ui/text/instant.js';
import { usePreferences } from '../../../ui/preferences.js';
import { Canvas, type Pen } from '../canvas/canvas.js';
import { useColors } from '../canvas/colors.js';
import { type CursorStore } from '../cursor/cursor-store.js';
import { panned, within } from '../range/zoom.js';
import { type SetRange } from '../range/use-range.js';
import { type Busy } from '../scale/activity.js';
import styles from './minimap.module.css';
import { drawMinimap } from './draw-minimap.js';
import { useBrush } from './use-brush.js';
import { type WholeHistory } from './whole-history.js';

const HEIGHT = 34;
const HUNDRED = 100;

type Props = Readonly<{
  whole: WholeHistory;
  shown: Busy;
  width: number;
  store: CursorStore;
  onRange: SetRange;
}>;

/** All of the history on one line, with the part that is shown; another one can be drawn on it. */
export const Minimap = (props: Props): ReactNode => {
  const { whole, shown, onRange } = props;
  const { clock } = usePreferences();
  const said = (at: number): string => shortInstant(new Date(at), clock, new Date());
  const share = (shown.from - whole.range.from) / lengthOf(whole.range);
  return (
    <div className={styles.minimap}>
      <span className={styles.minimapName} aria-hidden="true">
        All time
      </span>
      <div
        className={styles.minimapTrack}
        role="slider"
        tabIndex={0}
        aria-label="The part of the history that is shown"
        aria-valuemin={0}
        aria-valuemax={HUNDRED}
        aria-valuenow={Math.round(HUNDRED * share)}
        aria-valuetext={`${said(shown.from)} to ${said(shown.to)}`}
        onKeyDown={(event) => {
          onKey(event, { shown, whole: whole.range, onRange });
        }}
        {...useBrush({ ...props, whole: whole.range })}
      >
        <Picture {...props} />
      </div>
    </div>
  );
};

const Picture = ({ whole, shown, width, store }: Props): ReactNode => {
  const colors = useColors();
  const draw = useCallback(
    (pen: Pen) => {
      const cursor = store.read().cursor?.at;
      drawMinimap(pen, { whole, shown, width, height: HEIGHT, colors, cursor });
    },
    [whole, shown, width, colors, store],
  );
  return <Canvas width={width} height={HEIGHT} draw={draw} watch={store.subscribe} />;
};

const lengthOf = ({ from, to }: Busy): number => Math.max(1, to - from);

/** The keys of the slider, with the part of the range that they move it by. */
const STEPS: Readonly<Partial<Record<string, number>>> = {
  ArrowLeft: -0.25,
  ArrowDown: -0.25,
  ArrowRight: 0.25,
  ArrowUp: 0.25,
  PageDown: -1,
  PageUp: 1,
};

type Keyed = Readonly<{ shown: Busy; whole: Busy; onRange: SetRange }>;

const onKey = (event: KeyboardEvent, { shown, whole, onRange }: Keyed): void => {
  const part = STEPS[event.key];
  if (part === undefined && event.key !== 'Home' && event.key !== 'End') return;
  event.preventDefault();
  event.stopPropagation();
  const length = shown.to - shown.from;
  if (part !== undefined) onRange(within(panned({ range: shown }, part), whole));
  else if (event.key === 'Home') onRange({ from: whole.from, to: whole.from + length });
  else onRange({ from: whole.to - length, to: whole.to });
};
