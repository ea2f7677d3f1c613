import { useCallback, useMemo, type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { type Names } from '../../../api/names.js';
import { Canvas, type Pen } from '../canvas/canvas.js';
import { useColors } from '../canvas/colors.js';
import { drawLanes } from '../canvas/draw-lanes.js';
import { heightOf, type LaneBox } from '../canvas/layout.js';
import { sceneOf } from '../canvas/scene.js';
import { summaryOf } from '../canvas/summary.js';
import { MarkButtons } from '../marks/mark-buttons.js';
import frame from '../timeline.module.css';
import styles from './fork.module.css';
import { wouldBe } from './would-be.js';

type Props = Readonly<{
  whatIf: Schemas['WhatIf'];
  cluster: Schemas['Overview'];
  names: Names;
  width: number;
  /** Called with the index of the event of a mark. */
  onChoose: (index: number) => void;
}>;

/** The would-be timeline: its events in their order, because the clock of a fork stands still. */
export const ForkPicture = ({ whatIf, cluster, names, width, onChoose }: Props): ReactNode => {
  const colors = useColors();
  const scene = useMemo(() => {
    const history = wouldBe({ whatIf, cluster, names });
    return sceneOf(history, { range: history.range, width, pins: [], isIdleFolded: false });
  }, [whatIf, cluster, names, width]);
  const height = heightOf(scene.boxes);
  const draw = useCallback(
    (pen: Pen) => {
      drawLanes(pen, scene, { top: 0, height, colors });
    },
    [scene, height, colors],
  );
  if (height === 0) return null;
  return (
    <div className={frame.lanes} style={{ height: `${height}px` }}>
      <LaneNames boxes={scene.boxes} />
      <div className={styles.forkTrack}>
        <Canvas {...{ width, height, draw }} label={`Would be: ${summaryOf(scene.history)}`} />
        {scene.boxes.map(({ lane, marksMiddle }) => (
          <MarkButtons
            key={lane.id}
            placed={scene.placed.get(lane.id) ?? []}
            y={marksMiddle}
            lane={`${lane.name}, would be`}
            isTimeless
            onChoose={({ position }) => {
              onChoose(Number(position) - Number(whatIf.base.position) - 1);
            }}
          />
        ))}
      </div>
    </div>
  );
};

const LaneNames = ({ boxes }: Readonly<{ boxes: readonly LaneBox[] }>): ReactNode => (
  <ul className={frame.laneHeads} aria-label="Lanes that would be">
    {boxes.map(({ lane, top, height }) => (
      <li
        key={lane.id}
        className={frame.laneHead}
        style={{ top: `${top}px`, height: `${height}px` }}
      >
        <span className={frame.laneName}>{lane.name}</span>
      </li>
    ))}
  </ul>
);
