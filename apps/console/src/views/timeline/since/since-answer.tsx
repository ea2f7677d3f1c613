import { type ReactNode } from 'react';

import { useNames } from '../../../api/names.js';
import { Button } from '../../../ui/controls/button.js';
import { Busy, Failure, Note } from '../../../ui/windows/note.js';
import { Time } from '../../../ui/text/time.js';
import { eventText } from '../../../words/event-text.js';
import styles from './since.module.css';
import { type Found, type SinceWhen } from './use-since.js';

/** Since when a fact is so; nothing until somebody asks. */
export const SinceAnswer = ({ since }: Readonly<{ since: SinceWhen }>): ReactNode => {
  const { data, error, isPending, variables, reset } = since;
  return (
    <div aria-live="polite" className={styles.answer}>
      {isPending ? <Busy>{`Looking since when ${variables.text}…`}</Busy> : null}
      {error === null ? null : <Failure error={error} />}
      {data === undefined ? null : <Said found={data} onClose={reset} />}
    </div>
  );
};

type SaidProps = Readonly<{ found: Found; onClose: () => void }>;

const Said = ({ found, onClose }: SaidProps): ReactNode => {
  const { fact, bisection } = found;
  const names = useNames();
  const { first } = bisection;
  return (
    <Note tone="plain">
      <p>
        <strong>{fact.text}</strong>{' '}
        {first === null ? (
          neverText(bisection)
        ) : (
          <>
            since <Time at={first.recordedAt} />: {eventText(first, names)}. The cursor is there.
          </>
        )}
      </p>
      <Button look="quiet" onClick={onClose}>
        Close
      </Button>
    </Note>
  );
};

/** No event made it so: it was so from the beginning, or it is not so at all. */
const neverText = ({ before, after }: Found['bisection']): string => {
  if (before && after) return 'was so from the beginning of the history.';
  return before ? 'was so at the beginning, and not again since.' : 'was never so.';
};
