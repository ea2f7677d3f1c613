import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { useAct } from '../../../actions/action.js';
import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';
import { Button } from '../../../ui/controls/button.js';
import { Answer } from '../../../ui/windows/note.js';
import { SideView } from '../../../ui/text/side.js';
import { Time } from '../../../ui/text/time.js';
import { nameText } from '../../../ui/text/value-text.js';
import { type Place } from '../registry-search.js';
import styles from '../registry.module.css';

type Version = Schemas['ValueVersion'];

const PAGE = 20;

type Props = Readonly<{ place: Place; name: string; isPresent: boolean }>;

/** Lists the contents that the place of a value had, the newest first. */
export const ValueHistory = ({ place, name, isPresent }: Props): ReactNode => {
  const { node, key, view } = place;
  const history = api.useInfiniteQuery(
    'get',
    '/v1/nodes/{node}/registry/history',
    { params: { path: { node }, query: { ...useAt(), key, name, view, limit: PAGE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: ({ next }) => next ?? undefined,
    },
  );
  return (
    <section aria-labelledby="history" className={styles.part}>
      <h3 id="history">History on {node}</h3>
      <Answer query={history}>
        {({ pages }) => (
          <Versions
            versions={pages.flatMap(({ items }) => items)}
            {...{ place, name, isPresent }}
          />
        )}
      </Answer>
      {history.hasNextPage ? (
        <Button disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {history.isFetchingNextPage ? 'Loading…' : 'Earlier versions'}
        </Button>
      ) : null}
    </section>
  );
};

type VersionsProps = Props & Readonly<{ versions: readonly Version[] }>;

const Versions = ({ versions, ...rest }: VersionsProps): ReactNode =>
  versions.length === 0 ? (
    <p className={styles.muted}>Nothing is recorded of it up to this moment.</p>
  ) : (
    <ol className={styles.versions}>
      {versions.map((version, index) => (
        <VersionLine
          key={`${version.writtenAt?.position ?? ''}/${index}`}
          {...{ version, ...rest }}
        />
      ))}
    </ol>
  );

type LineProps = Props & Readonly<{ version: Version }>;

const VersionLine = ({ version, place, name, isPresent }: LineProps): ReactNode => {
  const { value, writtenAt, endedAt } = version;
  return (
    <li className={styles.version}>
      <VersionFacts version={version} />
      <span>{value === null ? null : <SideView side={value} />}</span>
      {isPresent && endedAt !== null && writtenAt !== null ? (
        <RevertButton {...{ place, name, position: writtenAt.position }} />
      ) : null}
    </li>
  );
};

const doneIn = ({ change, restored }: Version): string => {
  if (change === 'deleted') return 'deleted';
  return restored ? 'restored' : 'written';
};

/** When a version came, by whom, and by which rule. */
const VersionFacts = ({ version }: Readonly<{ version: Version }>): ReactNode => {
  const { writtenAt, endedAt, rule } = version;
  if (writtenAt === null) return <span>before the log</span>;
  return (
    <span>
      <Link to="." search={(all) => ({ ...all, at: writtenAt.position })} title="Go there">
        <Time at={writtenAt.recordedAt} />
      </Link>{' '}
      <span className={styles.muted}>
        {doneIn(version)} by {writtenAt.actor}
        {rule === null ? '' : ` (${rule})`}
        {endedAt === null ? ', still so' : ''}
      </span>
    </span>
  );
};

type RevertProps = Readonly<{ place: Place; name: string; position: string }>;

const RevertButton = ({ place, name, position }: RevertProps): ReactNode => {
  const act = useAct();
  const { node, key, view } = place;
  return (
    <Button
      look="quiet"
      aria-label={`Revert to this, position ${position}…`}
      onClick={() => {
        act({
          title: `Bring ${nameText(name)} on ${node} back to position ${position}`,
          confirm: 'Revert',
          command: () => ({
            method: 'POST',
            path: `/v1/nodes/${encodeURIComponent(node)}/registry/revert`,
            body: { key, name, view, to: { at: position } },
          }),
        });
      }}
    >
      Revert to this…
    </Button>
  );
};
