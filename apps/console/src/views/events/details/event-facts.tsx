import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { type Names } from '../../../api/names.js';
import { wholeInstant } from '../../../ui/text/instant.js';
import { inWords } from '../../../ui/text/step-text.js';
import { nameIn, subjectOf } from '../../../words/event-text.js';
import styles from './event-details.module.css';

type Event = Schemas['Event'];

/** When, by whom, why, and in which operation. */
export const EventFacts = ({
  event,
  names,
}: Readonly<{ event: Event; names: Names }>): ReactNode => {
  const { actor, reason, rule, command, operation, position } = event;
  return (
    <dl className={styles.facts}>
      <Recorded event={event} />
      <Fact name="Position" value={position} />
      <Fact name="By" value={actor} />
      <Fact name="Reason" value={reason} />
      <Fact name="Rule" value={rule} />
      <Fact name="Command" value={inWords(command.type)} />
      <dt>Operation</dt>
      <dd>
        <Link to="/operations/$id" params={{ id: operation }}>
          Its report
        </Link>
        {' · '}
        <Link to="." search={(all) => ({ at: all.at, event: position, operation })}>
          only its events
        </Link>
      </dd>
      <Thing event={event} names={names} />
    </dl>
  );
};

/** The instant on both clocks. */
const Recorded = ({ event }: Readonly<{ event: Event }>): ReactNode => {
  const [local, utc] = wholeInstant(new Date(event.recordedAt)).split(' · ');
  return (
    <>
      <dt>Recorded</dt>
      <dd>
        <time dateTime={event.recordedAt}>{local}</time>
        <br />
        <span className={styles.muted}>{utc} (UTC)</span>
        {event.clockWentBack === true ? (
          <p>The clock of the server was set back before it.</p>
        ) : null}
      </dd>
    </>
  );
};

type FactProps = Readonly<{ name: string; value: string | null }>;

const Fact = ({ name, value }: FactProps): ReactNode =>
  value === null ? null : (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );

/** The thing of the event, and the way to what else happened to it. */
const Thing = ({ event, names }: Readonly<{ event: Event; names: Names }>): ReactNode => {
  const subject = subjectOf(event.stream);
  if (subject === undefined) return null;
  const name = names.get(subject.id);
  return (
    <>
      <dt>{`${subject.kind.slice(0, 1).toUpperCase()}${subject.kind.slice(1)}`}</dt>
      <dd>
        {nameIn(names, subject.id)}
        {' · '}
        <Link
          to="."
          search={(all) => ({
            at: all.at,
            event: event.position,
            [subject.kind]: name ?? subject.id,
          })}
        >
          only its events
        </Link>
      </dd>
    </>
  );
};
