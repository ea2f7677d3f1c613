import { type ReactNode } from 'react';

import { Icon } from '../../../ui/marks/icon.js';
import { type Failover } from '../lanes/history.js';
import { type TimeScale } from '../scale/time-scale.js';
import { HIDDEN } from '../../../ui/text/hidden.js';
import styles from './marks.module.css';
import { placeFailovers, type PlacedFailovers } from './place-failovers.js';

type Props = Readonly<{
  failovers: readonly Failover[];
  scale: TimeScale;
  onChoose: (failover: Failover) => void;
}>;

/** The least room for the icon beside a number, for the words, and for the text, in pixels. */
const [ROOM_FOR_ICON, ROOM_FOR_WORDS, ROOM_FOR_TEXT] = [64, 96, 120];

/** The moves and failovers as buttons on the line, with as much of their text as there is room for. */
export const FailoverButtons = ({ failovers, scale, onChoose }: Props): ReactNode =>
  placeFailovers(failovers, scale).map((place) => {
    const { chief, x, room, isFailover } = place;
    return (
      <button
        key={chief.id}
        type="button"
        className={`${styles.failover} ${isFailover ? styles.crashed : ''}`}
        style={{ left: `${x}px`, maxWidth: `${room}px` }}
        title={titleOf(place)}
        data-failover={chief.id}
        onClick={() => {
          onChoose(chief);
        }}
      >
        <Content place={place} />
      </button>
    );
  });

/** All of it is in the name of the button; what has no room is not seen. */
const Content = ({ place }: Readonly<{ place: PlacedFailovers }>): ReactNode => {
  const { chief, room, count, lost, isFailover } = place;
  const hasIcon = room >= ROOM_FOR_ICON || lost === 0;
  return (
    <>
      {hasIcon ? <Icon name={isFailover ? 'failed' : 'arrow'} /> : null}
      <span className={HIDDEN}>{kindOf(place)}</span>
      <span className={room < ROOM_FOR_TEXT ? HIDDEN : styles.failoverText}>
        {count > 1 ? `${count} moves` : chief.text}
      </span>
      {lost === 0 ? null : <LostCount lost={lost} room={room} />}
    </>
  );
};

/** The words before the text, for readers of the screen. */
const kindOf = ({ chief, count, isFailover }: PlacedFailovers): string =>
  `${isFailover ? 'Failover: ' : 'Move: '}${count > 1 ? `${chief.text}, one of ` : ''}`;

const LostCount = ({ lost, room }: Pick<PlacedFailovers, 'lost' | 'room'>): ReactNode => (
  <strong className={styles.lostCount}>
    {lost}
    <span className={room < ROOM_FOR_WORDS ? HIDDEN : undefined}> lost</span>
  </strong>
);

const titleOf = ({ chief, count, lost, isFailover }: PlacedFailovers): string =>
  [
    isFailover ? 'Failover:' : 'Move:',
    chief.text,
    ...(count > 1 ? [`and ${count - 1} more near it`] : []),
    ...(lost > 0 ? [`– ${lost} lost write${lost === 1 ? '' : 's'}`] : []),
  ].join(' ');
