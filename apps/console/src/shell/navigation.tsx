import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../api/client.js';
import { useAt } from '../moment/use-at.js';
import { Icon } from '../ui/marks/icon.js';
import styles from './navigation.module.css';
import { VIEWS } from './views.js';

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
