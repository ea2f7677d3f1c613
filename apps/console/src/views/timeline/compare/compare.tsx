import { type ReactNode } from 'react';

import { useAt } from '../../../moment/use-at.js';
import { useMoment } from '../../../moment/use-moment.js';
import { Failure } from '../../../ui/windows/note.js';
import { SearchLink } from '../search-link.js';
import styles from './compare.module.css';
import { Differing } from './differing.js';
import { type Other } from './use-other.js';

/** Everything that differs between the two cursors, the earlier one on the left. */
export const Compare = ({ other }: Readonly<{ other: Other }>): ReactNode => {
  const { at } = useAt();
  const here = { moment: at, position: useMoment().data?.position };
  const [left, right] = isBefore(here.position, other.position) ? [here, other] : [other, here];
  return (
    <section aria-labelledby="compare" className={styles.section}>
      <div className={styles.head}>
        <h2 id="compare">
          Between position {left.position ?? '…'} and {right.position ?? '…'}
        </h2>
        <SearchLink change={() => ({ with: at, at: other.moment })}>Swap the cursors</SearchLink>
        <SearchLink change={() => ({ with: undefined })}>End the comparison</SearchLink>
      </div>
      {other.error === null ? (
        <Differing left={left.moment} right={right.moment} />
      ) : (
        <Failure error={other.error} />
      )}
    </section>
  );
};

const isBefore = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && BigInt(one) < BigInt(other);
