import { memo, useCallback, type ReactNode } from 'react';

import { usePreferences } from '../../../ui/preferences.js';
import { Canvas, type Pen } from '../canvas/canvas.js';
import { useColors } from '../canvas/colors.js';
import { HEAD_HEIGHT, HEAD_MARKS, drawHead } from '../canvas/draw-head.js';
import { drawLabels } from '../canvas/draw-pointing.js';
import { FailoverButtons } from '../marks/failover-buttons.js';
import { MarkButtons } from '../marks/mark-buttons.js';
import styles from '../timeline.module.css';
import { type FrameProps } from './frame-props.js';
import { usePointer } from './use-pointer.js';

/** The axis, the moves and the marks of the cluster, which stay in sight. */
export const Head = (props: FrameProps): ReactNode => (
  <div className={styles.head}>
    <div className={styles.headName}>Cluster</div>
    <div className={styles.headTrack} {...usePointer(props.scene, props.cursor, true)}>
      <HeadPictures {...props} />
      <HeadButtons {...props} />
    </div>
  </div>
);

const HeadPictures = ({ scene, cursor: { store }, other }: FrameProps): ReactNode => {
  const { clock } = usePreferences();
  const colors = useColors();
  const { width } = scene.scale;
  const draw = useCallback(
    (pen: Pen) => {
      drawHead(pen, scene, { colors, clock });
    },
    [scene, colors, clock],
  );
  const drawOver = useCallback(
    (pen: Pen) => {
      const look = { colors, clock, height: HEAD_HEIGHT };
      drawLabels(pen, { pointing: store.read(), other, scale: scene.scale, ...look });
    },
    [store, scene, other, colors, clock],
  );
  return (
    <>
      <Canvas width={width} height={HEAD_HEIGHT} draw={draw} />
      <Canvas width={width} height={HEAD_HEIGHT} draw={drawOver} watch={store.subscribe} />
    </>
  );
};

/** They lie below the cursor, and do not change while it moves. */
const HeadButtons = memo(({ scene, cursor: { go }, onChoose }: FrameProps): ReactNode => {
  const { history, scale, clusterMarks } = scene;
  return (
    <>
      <FailoverButtons
        failovers={history.failovers}
        scale={scale}
        onChoose={({ from, position }) => {
          go({ at: from, position });
        }}
      />
      <MarkButtons placed={clusterMarks} y={HEAD_MARKS} lane="Cluster" onChoose={onChoose} />
    </>
  );
});
HeadButtons.displayName = 'HeadButtons';
