import { useState, type ReactNode } from 'react';

import { Button } from '../../../ui/controls/button.js';
import { Mark as Look, type Tone } from '../../../ui/marks/mark.js';
import { type IconName } from '../../../ui/marks/icon.js';
import { Time } from '../../../ui/text/time.js';
import { type History, type Mark } from '../lanes/history.js';
import { type Busy } from '../scale/activity.js';
import styles from './mark-list.module.css';
import { MARK_WORDS, type MarkKind } from './mark-kinds.js';
import { inOrder } from './place-marks.js';
import { type Choose } from './mark-buttons.js';

const PAGE = 100;

type Props = Readonly<{ history: History; range: Busy; onChoose: Choose }>;

/** All that the timeline shows in a range, as a list: the moves, the marks, and what is due. */
export const MarkList = ({ history, range, onChoose }: Props): ReactNode => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      className={styles.fold}
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
      }}
    >
      <summary className={styles.summary}>As a list</summary>
      {isOpen ? <Lines lines={linesOf(history, range)} onChoose={onChoose} /> : null}
      {isOpen && history.due.length > 0 ? <DueList due={history.due} /> : null}
    </details>
  );
};

type Line = Mark & Readonly<{ lane: string; look: readonly [IconName, Tone, string] }>;

const LOOKS: Readonly<Record<MarkKind, readonly [IconName, Tone]>> = {
  failure: ['failed', 'critical'],
  clobber: ['critical', 'critical'],
  lost: ['warning', 'warning'],
  denied: ['warning', 'warning'],
  restore: ['arrow', 'accent'],
  backup: ['copy', 'accent'],
  tag: ['clock', 'quiet'],
  capture: ['copy', 'accent'],
  edit: ['registry', 'quiet'],
};

/** The lines of a range, in the order of the log. */
const linesOf = (history: History, { from, to }: Busy): readonly Line[] => {
  const lookOf = (kind: MarkKind): Line['look'] => [...LOOKS[kind], MARK_WORDS[kind]];
  const ofLane = (lane: string, marks: readonly Mark[]): readonly Line[] =>
    marks.map((mark) => ({ ...mark, lane, look: lookOf(mark.kind) }));
  const moves = history.failovers.map(({ text, position, from: at, lost, isFailover }): Line => ({
    ...{ position, at, kind: 'edit', lane: 'Cluster' },
    text: lost === 0 ? text : `${text}, ${lost} lost`,
    look: isFailover ? ['failed', 'critical', 'Failover'] : ['arrow', 'accent', 'Move'],
  }));
  return [
    ...moves,
    ...ofLane('Cluster', history.marks),
    ...history.lanes.flatMap(({ name, marks }) => ofLane(name, marks)),
  ]
    .filter(({ at }) => at >= from && at <= to)
    .toSorted(inOrder);
};

type LinesProps = Readonly<{ lines: readonly Line[]; onChoose: Choose }>;

const Lines = ({ lines, onChoose }: LinesProps): ReactNode => {
  const [count, setCount] = useState(PAGE);
  if (lines.length === 0) return <p>Nothing stands out in this range.</p>;
  return (
    <>
      <ol className={styles.list} aria-label="Marks">
        {lines.slice(0, count).map((line) => (
          <li key={`${line.lane}/${line.look[2]}/${line.position}`}>
            <button
              type="button"
              className={styles.line}
              onClick={() => {
                onChoose(line, false);
              }}
            >
              <Time at={new Date(line.at).toISOString()} />
              <Look icon={line.look[0]} tone={line.look[1]}>
                {line.look[2]}
              </Look>
              <span>{line.lane}</span>
              <span className={styles.text}>{line.text}</span>
            </button>
          </li>
        ))}
      </ol>
      {lines.length > count ? (
        <Button
          onClick={() => {
            setCount(count + PAGE);
          }}
        >
          Show {Math.min(PAGE, lines.length - count)} more of {lines.length}
        </Button>
      ) : null}
    </>
  );
};

const DueList = ({ due }: Readonly<{ due: History['due'] }>): ReactNode => (
  <ul className={styles.list} aria-label="What will happen by time alone">
    {due.map(({ at, text }) => (
      <li key={`${at}/${text}`} className={styles.line}>
        <Time at={new Date(at).toISOString()} />
        <Look icon="pending" tone="quiet">
          Due
        </Look>
        <span>Cluster</span>
        <span className={styles.text}>{text}</span>
      </li>
    ))}
  </ul>
);
