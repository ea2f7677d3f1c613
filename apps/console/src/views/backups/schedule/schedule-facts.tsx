import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { Mark } from '../../../ui/marks/mark.js';
import { sentence } from '../../../ui/text/sentence.js';
import { Time } from '../../../ui/text/time.js';
import styles from '../backups.module.css';
import { cronWords } from './cron-words.js';
import { type Schedule } from './use-schedule.js';

type Props = Readonly<{
  schedule: Schedule;
  setBy: Schemas['Event'] | undefined;
  /** False in the past, where no run is to come. */
  isPresent: boolean;
}>;

/** When backups are taken, where they go, and which of them are kept. */
export const ScheduleFacts = ({ schedule, setBy, isPresent }: Props): ReactNode => {
  const { cron, path, next, last, setAt } = schedule;
  const words = cronWords(cron);
  return (
    <dl className={styles.facts}>
      <dt>Runs</dt>
      <dd>
        {words === undefined ? null : `${words}, `}
        <code>{cron}</code>
      </dd>
      {isPresent ? (
        <>
          <dt>Next run</dt>
          <dd>{next === null ? 'never' : <Time at={next} />}</dd>
        </>
      ) : null}
      <dt>Last run</dt>
      <dd>{last === null ? 'none yet' : <LastRun last={last} />}</dd>
      <dt>Archives</dt>
      <dd>
        in <code>{path}</code>; {keptText(schedule)}
      </dd>
      <dt>Set</dt>
      <dd>
        <Time at={setAt} />
        {setBy === undefined ? null : ` by ${setBy.actor}`}
        {setBy?.reason == null ? null : (
          <>
            {' '}
            <q>{setBy.reason}</q>
          </>
        )}
      </dd>
    </dl>
  );
};

const LastRun = ({ last }: Readonly<{ last: NonNullable<Schedule['last']> }>): ReactNode => {
  const { id, at, status, reason } = last;
  return status === 'taken' ? (
    <Link to="." search={(all) => ({ ...all, backup: id })}>
      <Time at={at} />
    </Link>
  ) : (
    <>
      <Mark icon="failed" tone="critical">
        Failed
      </Mark>{' '}
      <Time at={at} />: {sentence(reason ?? 'no reason is known')}
    </>
  );
};

/** The archives that stay, in words. */
const keptText = ({ keepLast, keepFor }: Schedule): string => {
  const kept = [
    ...(keepLast === null ? [] : [`the last ${keepLast}`]),
    ...(keepFor === null ? [] : [`those of the last ${keepFor} days`]),
  ];
  return kept.length === 0 ? 'all are kept' : `kept are ${kept.join(' and ')}`;
};
