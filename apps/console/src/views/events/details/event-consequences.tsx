import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { type Names } from '../../../api/names.js';
import { useOperationReport } from '../../../api/operation-report.js';
import { Answer } from '../../../ui/windows/note.js';
import { inWords } from '../../../ui/text/step-text.js';
import { sentence } from '../../../ui/text/sentence.js';
import { eventText } from '../../../words/event-text.js';
import { namesWith } from '../added-names.js';
import styles from './event-details.module.css';

type Event = Schemas['Event'];

const MOST = 1000;
/** The most effects that are listed. */
const SHOWN = 20;

type Props = Readonly<{ event: Event; names: Names }>;

/** Shows the cause of an event, and the events that followed from it in its operation. */
export const EventConsequences = ({ event, names }: Props): ReactNode => {
  const { operation } = event;
  const asked = api.useQuery('get', '/v1/events', {
    params: { query: { operation, limit: MOST } },
  });
  return (
    <Answer query={asked}>
      {({ items, next }) => {
        const known = namesWith(names, items);
        const cause = items.find(({ id }) => id === event.causation);
        const effects = items.filter(({ causation }) => causation === event.id);
        return (
          <>
            <section className={styles.part}>
              <h3>Cause</h3>
              <Cause {...{ event, cause }} names={known} />
            </section>
            <Effects effects={effects} isWhole={next === null} names={known} />
          </>
        );
      }}
    </Answer>
  );
};

type EffectsProps = Readonly<{
  effects: readonly Event[];
  /** False if the operation has more events than were looked at. */
  isWhole: boolean;
  names: Names;
}>;

const Effects = ({ effects, isWhole, names }: EffectsProps): ReactNode => (
  <section className={styles.part}>
    <h3>Effects</h3>
    {effects.length === 0 ? (
      <p className={styles.muted}>
        {isWhole
          ? 'Nothing followed from it.'
          : `None of the first ${MOST} events of its operation.`}
      </p>
    ) : (
      <EventLinks events={effects.slice(0, SHOWN)} names={names} />
    )}
    {effects.length > SHOWN ? (
      <p className={styles.muted}>and {effects.length - SHOWN} more</p>
    ) : null}
  </section>
);

type LinksProps = Readonly<{ events: readonly Event[]; names: Names }>;

const EventLinks = ({ events, names }: LinksProps): ReactNode => (
  <ul className={styles.links}>
    {events.map((event) => (
      <li key={event.position}>
        <Link
          to="."
          search={(all) => ({ ...all, event: event.position })}
          replace
          resetScroll={false}
        >
          {eventText(event, names)}
        </Link>
      </li>
    ))}
  </ul>
);

type CauseProps = Readonly<{ event: Event; cause: Event | undefined; names: Names }>;

/** The event that led to it, the command that did, or an event of another operation. */
const Cause = ({ event, cause, names }: CauseProps): ReactNode => {
  if (cause !== undefined) return <EventLinks events={[cause]} names={names} />;
  if (event.causation === event.command.id)
    return (
      <p>
        The command <q>{inWords(event.command.type)}</q> of {event.actor}
        {event.reason === null ? null : <>: {event.reason}</>}
      </p>
    );
  return <ForeignCause operation={event.operation} id={event.causation} />;
};

/** A cause outside the operation, in the words of the operation's report. */
const ForeignCause = ({
  operation,
  id,
}: Readonly<{ operation: string; id: string }>): ReactNode => {
  const { data } = useOperationReport(operation, {});
  const what = data?.cause.find(({ event }) => event === id)?.what;
  return <p>{what === undefined ? `Event ${id} of another operation` : sentence(what)}</p>;
};
