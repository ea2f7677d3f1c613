import { type Scene } from '../canvas/scene.js';
import { type Cursor } from '../cursor/use-cursor.js';
import { type Choose } from '../marks/mark-buttons.js';
import { type SetRange } from '../range/use-range.js';

export type FrameProps = Readonly<{
  scene: Scene;
  cursor: Cursor;
  /** The instant of the other cursor of a comparison. */
  other: number | undefined;
  onChoose: Choose;
  onRange: SetRange;
}>;
