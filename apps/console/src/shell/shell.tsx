import { Outlet, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Actions } from '../actions/actions.js';
import { useSteps } from '../moment/use-steps.js';
import { ConnectionBanner } from './connection-banner.js';
import { KeyDialog } from './keyboard/key-dialog.js';
import { useKeys, type KeyDeeds } from './keyboard/use-keys.js';
import { MomentBar } from './moment-bar.js';
import { MomentDialog } from './moment-dialog.js';
import { Navigation } from './navigation.js';
import { Palette } from './palette/palette.js';
import styles from './shell.module.css';
import { VIEWS } from './views.js';

/** The windows of the shell; at most one is open. */
export type ShellWindow = 'palette' | 'moment' | 'keys';

/** The frame of every view: the navigation, the moment, the connection. */
export const Shell = (): ReactNode => {
  const [open, setOpen] = useState<ShellWindow>();
  const close = (): void => {
    setOpen(undefined);
  };
  useKeys(useDeeds(setOpen), () => {
    setOpen('palette');
  });
  return (
    <Actions>
      <a className={styles.skip} href="#view">
        Skip to the view
      </a>
      <div className={styles.shell}>
        <Navigation />
        <div className={styles.page}>
          <MomentBar onOpen={setOpen} />
          <ConnectionBanner />
          <main id="view" className={styles.view} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <MomentDialog isOpen={open === 'moment'} onClose={close} />
      <Palette isOpen={open === 'palette'} onClose={close} />
      <KeyDialog isOpen={open === 'keys'} onClose={close} />
    </Actions>
  );
};

const nothing = (): void => undefined;

/** The effects of the single keys of every page. */
const useDeeds = (open: (window: ShellWindow) => void): KeyDeeds => {
  const navigate = useNavigate();
  const { before = nothing, after = nothing, now } = useSteps();
  const views = VIEWS.map(({ to }, index) => [String(index + 1), () => void navigate({ to })]);
  const opening = (window: ShellWindow) => () => {
    open(window);
  };
  return {
    ...(Object.fromEntries(views) as KeyDeeds),
    '[': before,
    ']': after,
    n: now,
    m: opening('moment'),
    '?': opening('keys'),
  };
};
