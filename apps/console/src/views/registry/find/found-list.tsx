import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';
import { Button } from '../../../ui/controls/button.js';
import { CheckBox } from '../../../ui/fields/check-box.js';
import { Answer } from '../../../ui/windows/note.js';
import { SideView } from '../../../ui/text/side.js';
import { Table, WIDE } from '../../../ui/text/table.js';
import { Time } from '../../../ui/text/time.js';
import { nameText } from '../../../ui/text/value-text.js';
import { goingTo, selecting } from '../registry-search.js';
import styles from '../registry.module.css';

type Found = Schemas['FoundVersion'];

const PAGE = 100;

type Props = Readonly<{ find: string; isPast: boolean }>;

/** The values that hold a text: those of the moment, or every version up to it. */
export const FoundList = ({ find, isPast }: Props): ReactNode => {
  const found = api.useInfiniteQuery(
    'get',
    '/v1/search',
    { params: { query: { ...useAt(), text: find, limit: PAGE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: ({ next }) => next ?? undefined,
    },
  );
  return (
    <section aria-label="Search in values" className={styles.part}>
      <div className={styles.compared}>
        <h2>Values with “{find}”</h2>
        <PastBox isPast={isPast} />
        <Link to="." search={(all) => ({ ...all, find: undefined, past: undefined })}>
          Back to the key
        </Link>
      </div>
      <Answer query={found}>
        {({ pages }) => (
          <Versions
            items={pages
              .flatMap(({ items }) => items)
              .filter(({ endedAt }) => isPast || endedAt === null)}
            isWhole={!found.hasNextPage}
          />
        )}
      </Answer>
      {found.hasNextPage ? (
        <div>
          <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {found.isFetchingNextPage ? 'Looking…' : 'Look further back'}
          </Button>
        </div>
      ) : null}
    </section>
  );
};

const PastBox = ({ isPast }: Pick<Props, 'isPast'>): ReactNode => {
  const navigate = useNavigate();
  return (
    <CheckBox
      isChecked={isPast}
      onChange={(isChecked) => {
        const past = isChecked ? 'true' : undefined;
        void navigate({ to: '.', search: (all) => ({ ...all, past }), replace: true });
      }}
    >
      Earlier versions too
    </CheckBox>
  );
};

type VersionsProps = Readonly<{ items: readonly Found[]; isWhole: boolean }>;

const Versions = ({ items, isWhole }: VersionsProps): ReactNode => {
  if (items.length === 0)
    return <p>{isWhole ? 'No value has it.' : 'None of the versions so far is like this.'}</p>;
  return (
    <Table label="Found values" columns={['Place', 'Content', 'Written', 'Until', 'Held by']}>
      {items.map((item) => (
        <FoundRow
          key={`${item.node}/${item.writtenAt.position}/${item.key}/${item.name}`}
          {...{ item }}
        />
      ))}
    </Table>
  );
};

const FoundRow = ({ item }: Readonly<{ item: Found }>): ReactNode => {
  const { value, writtenAt, endedAt } = item;
  return (
    <tr>
      <td className={WIDE}>
        <FoundPlace item={item} />
      </td>
      <td className={WIDE}>
        <SideView side={value} />
      </td>
      <td>
        <Time at={writtenAt.recordedAt} /> by {writtenAt.actor}
      </td>
      <td>
        {endedAt === null ? (
          'still there'
        ) : (
          <>
            <Time at={endedAt.recordedAt} /> by {endedAt.actor}
          </>
        )}
      </td>
      <td>
        <Holders held={item.lastHeld} />
      </td>
    </tr>
  );
};

/** Leads to the value, at the moment when it was written if it is there no more. */
const FoundPlace = ({ item }: Readonly<{ item: Found }>): ReactNode => {
  const { node, key, name, writtenAt, endedAt } = item;
  const place = { ...goingTo(key), ...selecting(name), node, view: undefined };
  const then = endedAt === null ? {} : { at: writtenAt.position };
  return (
    <>
      <Link to="." search={(all) => ({ ...all, ...place, ...then })}>
        {nameText(name)}
      </Link>{' '}
      on {node}
      <code className={styles.key}>{key}</code>
    </>
  );
};

const Holders = ({ held }: Readonly<{ held: Found['lastHeld'] }>): ReactNode => (
  <>
    {held.still ? '' : 'last '}
    {held.nodes.join(', ')}
    {held.captures.map(({ resource, checkpoint, number }) => (
      <div key={checkpoint} className={styles.muted}>
        capture {number} of {resource}
      </div>
    ))}
  </>
);
