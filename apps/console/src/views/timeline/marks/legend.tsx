import { useCallback, type ReactNode } from 'react';

import { Canvas, type Pen } from '../canvas/canvas.js';
import { useColors } from '../canvas/colors.js';
import { glyph } from '../canvas/glyphs.js';
import styles from './legend.module.css';
import { MARK_KINDS, MARK_WORDS, type MarkKind } from './mark-kinds.js';

const SIZE = 20;

/** The shapes of the marks with their meanings. */
export const Legend = (): ReactNode => (
  <ul className={styles.legend} aria-label="Shapes">
    {MARK_KINDS.map((kind) => (
      <li key={kind} className={styles.item}>
        <Shape kind={kind} />
        {MARK_WORDS[kind]}
      </li>
    ))}
  </ul>
);

const Shape = ({ kind }: Readonly<{ kind: MarkKind }>): ReactNode => {
  const colors = useColors();
  const draw = useCallback(
    (pen: Pen) => {
      glyph(pen, kind, { x: SIZE / 2, y: SIZE / 2, colors });
    },
    [kind, colors],
  );
  return <Canvas width={SIZE} height={SIZE} draw={draw} />;
};
