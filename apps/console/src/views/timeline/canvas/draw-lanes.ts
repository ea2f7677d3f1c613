import { type Bar, type Bucket, type State } from '../lanes/history.js';
import { type PlacedMark } from '../marks/place-marks.js';
import { type Pen } from './canvas.js';
import { type Colors } from './colors.js';
import { drawFolds } from './draw-folds.js';
import { countBadge, glyph } from './glyphs.js';
import { type LaneBox } from './layout.js';
import { type Scene } from './scene.js';
import { font, hatch, line, rounded, sharp, write, type Box } from './strokes.js';

/** The part of all lanes that is seen. */
export type Sight = Readonly<{ top: number; height: number; colors: Colors }>;

/** Draws the lanes that are in sight. */
export const drawLanes = (pen: Pen, scene: Scene, sight: Sight): void => {
  const { top, height, colors } = sight;
  const { width } = scene.scale;
  pen.save();
  pen.translate(0, -top);
  pen.textBaseline = 'middle';
  const boxes = scene.boxes.filter((box) => box.top < top + height && box.top + box.height > top);
  for (const box of boxes) drawGround(pen, scene, { box, colors });
  drawFolds(pen, scene.scale, { top, height, colors });
  drawFailovers(pen, scene, sight);
  for (const box of boxes) {
    drawStates(pen, scene, { box, colors });
    drawActivity(pen, scene, { box, colors });
    for (const bar of box.lane.bars) drawBar(pen, scene, { box, bar, colors });
    pen.strokeStyle = colors.line;
    pen.lineWidth = 1;
    line(pen, [0, sharp(box.top + box.height) - 1], [width, sharp(box.top + box.height) - 1]);
  }
  drawMoves(pen, scene, sight);
  for (const box of boxes) drawMarks(pen, scene.placed.get(box.lane.id) ?? [], { box, colors });
  pen.restore();
};

type InLane = Readonly<{ box: LaneBox; colors: Colors }>;

const spanBox = (
  scene: Scene,
  { from, to }: Readonly<{ from: number; to: number }>,
  { y, height }: Pick<Box, 'y' | 'height'>,
): Box => {
  const x = scene.scale.toX(from);
  return { x, y, width: Math.max(2, scene.scale.toX(to) - x), height };
};

/** The ground of a lane; a pinned one stands out. */
const drawGround = (pen: Pen, scene: Scene, { box, colors }: InLane): void => {
  pen.fillStyle = box.isPinned ? colors['accent-weak'] : colors.surface;
  pen.globalAlpha = box.isPinned ? 0.45 : 1;
  pen.fillRect(0, box.top, scene.scale.width, box.height);
  pen.globalAlpha = 1;
};

/** Shades a lane while its node is down or paused, over folded time too. */
const drawStates = (pen: Pen, scene: Scene, { box, colors }: InLane): void => {
  for (const span of box.lane.states) {
    const look = GROUNDS[span.state];
    if (look === undefined) continue;
    const area = spanBox(scene, span, { y: box.top, height: box.height - 1 });
    pen.fillStyle = colors[look.fill];
    pen.globalAlpha = 0.8;
    pen.fillRect(area.x, area.y, area.width, area.height);
    pen.globalAlpha = 0.28;
    hatch(pen, area, colors[look.stroke]);
    pen.globalAlpha = 1;
    pen.font = font(11, 600);
    pen.fillStyle = colors[look.stroke];
    write(pen, look.text, { x: area.x + 6, y: box.barsTop + 9, most: area.width - 10 });
  }
};

type Ground = Readonly<{ fill: keyof Colors; stroke: keyof Colors; text: string }>;

/** The states that a lane shows on its ground; those of a group are on its bars. */
const GROUNDS: Readonly<Partial<Record<State, Ground>>> = {
  Down: { fill: 'critical-weak', stroke: 'critical', text: 'Down' },
  Paused: { fill: 'warning-weak', stroke: 'warning', text: 'Paused' },
};

/** More moves than these are drawn lightly, so that the lanes can be seen through them. */
const MANY_MOVES = 60;
const THIN = 2;

/** Shades the time of each move through all lanes. */
const drawFailovers = (pen: Pen, scene: Scene, { top, height, colors }: Sight): void => {
  const { failovers } = scene.history;
  for (const failover of failovers) {
    const { x, width } = spanBox(scene, failover, { y: top, height });
    if (failovers.length > MANY_MOVES && width <= THIN) continue;
    pen.fillStyle = failover.isFailover ? colors.critical : colors.accent;
    pen.globalAlpha = 0.1;
    pen.fillRect(x, top, width, height);
    pen.globalAlpha = 1;
  }
};

/** The numbers of events; a bar grows with their logarithm. */
const drawActivity = (pen: Pen, scene: Scene, { box, colors }: InLane): void => {
  for (const bucket of box.lane.buckets) {
    const { x, width } = spanBox(scene, bucket, { y: 0, height: 0 });
    const high = heightOfCount(bucket);
    // A long bucket would only blur the time of a failure that has a mark.
    const isFailed = bucket.failures > 0 && box.lane.isPartial;
    pen.fillStyle = isFailed ? colors.critical : colors['line-strong'];
    pen.globalAlpha = isFailed ? 0.9 : 0.5;
    pen.fillRect(x, box.activityBottom - high, Math.max(1, width - 0.5), high);
  }
  pen.globalAlpha = 1;
};

const heightOfCount = ({ count }: Bucket): number => Math.min(9, 1.5 + 2.5 * Math.log10(count));

type OfBar = InLane & Readonly<{ bar: Bar }>;

/** A group on a node, for the time that it was there, with its states. */
const drawBar = (pen: Pen, scene: Scene, { box, bar, colors }: OfBar): void => {
  const row = Math.min(bar.row, box.rows - 1);
  const whole = spanBox(scene, bar, {
    y: box.barsTop + row * box.rowHeight,
    height: box.rowHeight - 4,
  });
  pen.save();
  rounded(pen, whole);
  pen.fillStyle = colors.surface;
  pen.fill();
  pen.clip();
  for (const part of bar.states)
    drawState(pen, { ...spanBox(scene, part, whole), state: part.state }, colors);
  pen.restore();
  rounded(pen, whole);
  pen.strokeStyle = colors.accent;
  pen.lineWidth = 1;
  pen.stroke();
  const size = box.rowHeight > 16 ? 12 : 10;
  pen.font = font(size, 600);
  pen.fillStyle = colors.text;
  const x = Math.max(whole.x, 0) + 6;
  write(pen, bar.name, {
    x,
    y: whole.y + whole.height / 2 + 0.5,
    most: whole.x + whole.width - x - 4,
  });
};

const drawState = (pen: Pen, area: Box & Readonly<{ state: State }>, colors: Colors): void => {
  const { x, y, width, height, state } = area;
  if (state === 'Offline') {
    hatch(pen, area, colors.line);
    return;
  }
  pen.fillStyle = state === 'Failed' ? colors.critical : colors['accent-weak'];
  pen.fillRect(x, y, width, height);
  if (state === 'Pending') hatch(pen, area, colors.accent);
};

/** The ways of groups from lane to lane. */
const drawMoves = (pen: Pen, scene: Scene, { colors }: Sight): void => {
  const boxes = new Map(scene.boxes.map((box) => [box.lane.id, box]));
  const middle = (box: LaneBox, group: string, at: number): number => {
    const bar = box.lane.bars.find(
      ({ id, from, to }) => id === group && (from === at || to === at),
    );
    const row = Math.min(bar?.row ?? 0, box.rows - 1);
    return box.barsTop + row * box.rowHeight + (box.rowHeight - 4) / 2;
  };
  const areMany = scene.history.moves.length > MANY_MOVES;
  pen.strokeStyle = areMany ? colors['line-strong'] : colors.text;
  pen.fillStyle = areMany ? colors['line-strong'] : colors.text;
  pen.lineWidth = areMany ? 1 : 1.5;
  pen.globalAlpha = areMany ? 0.6 : 1;
  for (const { from, to, group, at } of scene.history.moves) {
    const [source, goal] = [boxes.get(from), boxes.get(to)];
    if (source === undefined || goal === undefined) continue;
    arrow(pen, scene.scale.toX(at), [middle(source, group, at), middle(goal, group, at)]);
  }
  pen.globalAlpha = 1;
};

const HEAD = 5;

const arrow = (pen: Pen, x: number, [from, to]: readonly [number, number]): void => {
  const way = Math.sign(to - from);
  line(pen, [x, from], [x, to - way * HEAD]);
  pen.beginPath();
  pen.moveTo(x, to);
  pen.lineTo(x - HEAD * 0.8, to - way * HEAD * 1.6);
  pen.lineTo(x + HEAD * 0.8, to - way * HEAD * 1.6);
  pen.closePath();
  pen.fill();
};

const drawMarks = (pen: Pen, placed: readonly PlacedMark[], { box, colors }: InLane): void => {
  pen.font = font(9, 600);
  for (const { x, kind, marks } of placed) {
    const place = { x, y: box.marksMiddle, colors };
    glyph(pen, kind, place);
    if (marks.length > 1) countBadge(pen, marks.length, place);
  }
};
