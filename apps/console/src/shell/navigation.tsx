import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../api/client.js';
import { useAt } from '../moment/use-at.js';
import { Icon, type IconName } from '../ui/icon.js';
import styles from './navigation.module.css';

type View = Readonly<{ to: NonNullable<LinkProps['to']>; icon: IconName; text: string }>;

/** The views, in the order of the navigation and of the keys. */
export const VIEWS: readonly View[] = [
  { to: '/', icon: 'now', text: 'Now' },
  { to: '/operations', icon: 'operations', text: 'Operations' },
  { to: '/events', icon: 'events', text: 'Events' },
];

export const Navigation = (): ReactNode => (
  <nav className={styles.navigation} aria-label="Views">
    <p className={styles.name}>
      <img src={new URL('../icon.svg', import.meta.url).href} alt="" width="22" height="22" />
      Tidemark
    </p>
    <ul className={styles.views}>
      {VIEWS.map(({ to, icon, text }) => (
        <li key={to}>
          <Link
            to={to}
            className={styles.link}
            activeOptions={{ exact: to === '/', includeSearch: false }}
          >
            <Icon name={icon} />
            {text}
          </Link>
        </li>
      ))}
    </ul>
    <ClusterName />
  </nav>
);

const ClusterName = (): ReactNode => {
  const { data } = api.useQuery('get', '/v1/cluster', { params: { query: useAt() } });
  return data === undefined ? null : (
    <p className={styles.cluster}>
      Cluster <strong>{data.name}</strong>
    </p>
  );
};
