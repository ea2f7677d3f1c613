import { memo, useCallback, useEffect, useState, type ReactNode } from 'react';

import { Canvas, type Pen, type Watch } from '../canvas/canvas.js';
import { useColors } from '../canvas/colors.js';
import { drawLanes } from '../canvas/draw-lanes.js';
import { drawPointing } from '../canvas/draw-pointing.js';
import { heightOf, type LaneBox } from '../canvas/layout.js';
import { summaryOf } from '../canvas/summary.js';
import { type Scene } from '../canvas/scene.js';
import { LaneHeads } from '../lanes/lane-heads.js';
import { MarkButtons, type Choose } from '../marks/mark-buttons.js';
import styles from '../timeline.module.css';
import { type FrameProps } from './frame-props.js';
import { usePointer } from './use-pointer.js';
import { useSize } from './use-size.js';
import { useWheel } from './use-wheel.js';

/** The lanes, which scroll; only those in sight are drawn. */
export const LanePane = ({ scene, cursor, other, onChoose, onRange }: FrameProps): ReactNode => {
  const [pane, setPane] = useState<HTMLDivElement | null>(null);
  const [track, setTrack] = useState<HTMLDivElement | null>(null);
  const { height: seen } = useSize(pane);
  useWheel(track, scene, onRange);
  const height = heightOf(scene.boxes);
  return (
    <div className={styles.pane} ref={setPane} data-lanes>
      <div className={styles.lanes} style={{ height: `${height}px` }}>
        <LaneHeads boxes={scene.boxes} />
        <div className={styles.track} ref={setTrack} {...usePointer(scene, cursor, false)}>
          <Pictures {...{ scene, cursor, other, pane }} height={Math.min(seen, height)} />
          <LaneMarks {...{ scene, pane, seen, onChoose }} />
        </div>
      </div>
    </div>
  );
};

type PictureProps = Omit<FrameProps, 'onChoose' | 'onRange'> &
  Readonly<{ pane: HTMLElement | null; height: number }>;

const Pictures = ({ scene, cursor, other, pane, height }: PictureProps): ReactNode => {
  const colors = useColors();
  const { store } = cursor;
  const { width } = scene.scale;
  const draw = useCallback(
    (pen: Pen) => {
      drawLanes(pen, scene, { top: pane?.scrollTop ?? 0, height, colors });
    },
    [scene, pane, height, colors],
  );
  const watchScroll = useCallback<Watch>(
    (changed) => {
      pane?.addEventListener('scroll', changed, { passive: true });
      return () => pane?.removeEventListener('scroll', changed);
    },
    [pane],
  );
  const drawOver = useCallback(
    (pen: Pen) => {
      drawPointing(pen, { pointing: store.read(), other, scale: scene.scale, colors, height });
    },
    [store, scene, other, colors, height],
  );
  return (
    <div className={styles.pictures} style={{ height: `${height}px` }}>
      <Canvas {...{ width, height, draw }} watch={watchScroll} label={summaryOf(scene.history)} />
      <Canvas {...{ width, height }} draw={drawOver} watch={store.subscribe} />
    </div>
  );
};

type MarksProps = Readonly<{
  scene: Scene;
  pane: HTMLElement | null;
  seen: number;
  onChoose: Choose;
}>;

/** The buttons of the marks in sight, and a little beyond. */
const LaneMarks = memo(({ scene, pane, seen, onChoose }: MarksProps): ReactNode => {
  const top = useScrolled(pane);
  const near = (box: LaneBox): boolean =>
    box.top < top + 2 * seen + STEP && box.top + box.height > top - seen - STEP;
  return scene.boxes
    .filter(near)
    .map(({ lane, marksMiddle }) => (
      <MarkButtons
        key={lane.id}
        placed={scene.placed.get(lane.id) ?? []}
        y={marksMiddle}
        lane={lane.name}
        onChoose={onChoose}
      />
    ));
});
LaneMarks.displayName = 'LaneMarks';

/** The marks follow a scroll in steps, so that not each pixel makes others. */
const STEP = 200;

const useScrolled = (pane: HTMLElement | null): number => {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const read = (): void => {
      setTop(Math.floor((pane?.scrollTop ?? 0) / STEP) * STEP);
    };
    pane?.addEventListener('scroll', read, { passive: true });
    return () => pane?.removeEventListener('scroll', read);
  }, [pane]);
  return top;
};
