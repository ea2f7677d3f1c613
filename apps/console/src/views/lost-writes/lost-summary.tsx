import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../api/client.js';
import { LOST_STATES } from '../../losses/lost-state.js';
import { useAt } from '../../moment/use-at.js';
import { LineSelect } from '../../ui/fields/line-select.js';
import { Answer } from '../../ui/windows/note.js';
import { COUNTS, countIn, queryOf, type Count, type LostSearch } from './lost-search.js';
import styles from './lost-writes.module.css';

type Summary = Schemas['LostWriteSummary'];

const NAMES: Readonly<Record<Count, string>> = {
  state: 'state',
  rule: 'rule',
  resource: 'resource',
  node: 'node',
  actor: 'writer',
};

type Props = Readonly<{ search: LostSearch }>;

/** The numbers of lost writes, by one property. The filter of that property has no effect on it. */
export const LostSummary = ({ search }: Props): ReactNode => {
  const by = countIn(search);
  const query = { ...useAt(), ...queryOf({ ...search, [by]: undefined }), by };
  const summary = api.useQuery('get', '/v1/lost-writes/summary', { params: { query } });
  return (
    <section aria-label="Summary" className={styles.summary}>
      <CountChoice by={by} />
      <Answer query={summary}>{(data) => <Counts {...{ data, by, search }} />}</Answer>
    </section>
  );
};

const CountChoice = ({ by }: Readonly<{ by: Count }>): ReactNode => {
  const navigate = useNavigate();
  return (
    <LineSelect
      label="By"
      value={by}
      choices={COUNTS.map((count) => ({ value: count, text: NAMES[count] }))}
      onChange={(value) => {
        void navigate({ to: '.', search: (all) => ({ ...all, by: value }), replace: true });
      }}
    />
  );
};

type CountsProps = Props & Readonly<{ data: Summary; by: Count }>;

/** Each count leads to its rows, and back to all of them. */
const Counts = ({ data, by, search }: CountsProps): ReactNode => (
  <ul className={styles.counts}>
    {data.items.map(({ value, rows }) => {
      const isChosen = search[by] === value;
      return (
        <li key={value}>
          <Link
            to="."
            search={(all) => ({ ...all, [by]: isChosen ? undefined : value })}
            replace
            className={styles.count}
            aria-current={isChosen ? true : undefined}
          >
            <strong>{rows}</strong> {by === 'state' ? wordOf(value) : value}
          </Link>
        </li>
      );
    })}
    {data.more ? <li>and more</li> : null}
  </ul>
);

const wordOf = (state: string): string =>
  Object.entries(LOST_STATES).find(([name]) => name === state)?.[1] ?? state;
