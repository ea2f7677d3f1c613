import { useState, type ReactNode } from 'react';

import { TrialView } from '../../../actions/trial/trial-view.js';
import { api, type Schemas } from '../../../api/client.js';
import { useNames } from '../../../api/names.js';
import { useAt } from '../../../moment/use-at.js';
import { Icon } from '../../../ui/marks/icon.js';
import { Answer, Note } from '../../../ui/windows/note.js';
import { Time } from '../../../ui/text/time.js';
import { eventText } from '../../../words/event-text.js';
import { SearchLink } from '../search-link.js';
import styles from './fork.module.css';
import { readFork, type Fork } from './fork-command.js';
import { ForkPicture } from './fork-picture.js';
import { wouldBeEvents } from './would-be-events.js';
import { useWhatIf } from './use-what-if.js';

type Props = Readonly<{ text: string; width: number }>;

/** The timeline that would be from the cursor on, under the real one. */
export const ForkView = ({ text, width }: Props): ReactNode => {
  const fork = readFork(text);
  return (
    <section aria-labelledby="fork" className={styles.fork}>
      <div className={styles.forkHead}>
        <h2 id="fork">What would be</h2>
        <code className={styles.forkCommand}>{text}</code>
        <SearchLink change={() => ({ fork: undefined })} look="icon" label="Close what would be">
          <Icon name="close" />
        </SearchLink>
      </div>
      {fork === undefined ? (
        <Note tone="critical">
          <p>The address has no command that could be tried: {text}</p>
        </Note>
      ) : (
        <Tried fork={fork} width={width} />
      )}
    </section>
  );
};

const Tried = ({ fork, width }: Readonly<{ fork: Fork; width: number }>): ReactNode => {
  const at = useAt();
  const whatIf = useWhatIf(fork, at);
  const overview = api.useQuery('get', '/v1/overview', { params: { query: at } });
  return (
    <Answer query={whatIf}>
      {(answer) => (
        <Answer query={overview}>
          {(cluster) => <Outcome {...{ cluster, width }} whatIf={answer} />}
        </Answer>
      )}
    </Answer>
  );
};

type OutcomeProps = Readonly<{
  whatIf: Schemas['WhatIf'];
  cluster: Schemas['Overview'];
  width: number;
}>;

const Outcome = ({ whatIf, cluster, width }: OutcomeProps): ReactNode => {
  const names = useNames();
  const [chosen, setChosen] = useState<number>();
  const event = chosen === undefined ? undefined : wouldBeEvents(whatIf)[chosen];
  return (
    <>
      <p className={styles.forkNote}>
        From{' '}
        {whatIf.base.recordedAt === null ? 'the beginning' : <Time at={whatIf.base.recordedAt} />},
        position {whatIf.base.position}: {whatIf.events.length} events would follow, drawn in their
        order and not to scale.
      </p>
      <ForkPicture {...{ whatIf, cluster, names, width }} onChoose={setChosen} />
      <p role="status" className={styles.forkNote}>
        {event === undefined ? '' : eventText(event, names)}
      </p>
      <div className={styles.forkTrial}>
        <TrialView trial={whatIf} />
      </div>
    </>
  );
};
