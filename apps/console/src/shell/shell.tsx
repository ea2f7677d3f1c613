import { Outlet } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { Actions } from '../actions/actions.js';
import { ConnectionBanner } from './connection-banner.js';
import { MomentBar } from './moment-bar.js';
import { Navigation } from './navigation.js';
import styles from './shell.module.css';

/** What stands around every view: the way to the others, the moment, the connection. */
export const Shell = (): ReactNode => (
  <Actions>
    <a className={styles.skip} href="#view">
      Skip to the view
    </a>
    <div className={styles.shell}>
      <Navigation />
      <div className={styles.page}>
        <MomentBar />
        <ConnectionBanner />
        <main id="view" className={styles.view} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  </Actions>
);
