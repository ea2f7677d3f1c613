import { type ReactNode } from 'react';

import { Dialog } from '../../ui/windows/dialog.js';
import { usePreferences } from '../../ui/preferences.js';
import { VIEWS } from '../views.js';
import styles from './key-dialog.module.css';
import { PAGE_KEYS, PLACE_KEYS, TIMELINE_KEYS, type KeyLine } from './keys.js';

type Props = Readonly<{ isOpen: boolean; onClose: () => void }>;

/** The list of the keys. */
export const KeyDialog = ({ isOpen, onClose }: Props): ReactNode => {
  const { keys } = usePreferences();
  const views = VIEWS.map(({ text }, index) => ({ keys: [String(index + 1)], does: text }));
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      {keys === 'on' ? null : (
        <p className={styles.off}>Single keys are turned off, in the menu of preferences.</p>
      )}
      {/* It is longer than a small window, and scrolls with the arrows once it has the focus. */}
      <div role="region" aria-label="All keys" tabIndex={0}>
        <KeyTable title="On every page" lines={PAGE_KEYS} />
        <KeyTable title="Views" lines={views} />
        <KeyTable title="In lists and windows" lines={PLACE_KEYS} />
        <KeyTable title="On the timeline" lines={TIMELINE_KEYS} />
      </div>
    </Dialog>
  );
};

type TableProps = Readonly<{ title: string; lines: readonly KeyLine[] }>;

const KeyTable = ({ title, lines }: TableProps): ReactNode => (
  <section className={styles.part}>
    <h3>{title}</h3>
    <dl className={styles.keys}>
      {lines.map(({ keys, does }) => (
        <div key={does} className={styles.line}>
          <dt>
            {keys.map((key) => (
              <kbd key={key} className={styles.key}>
                {key}
              </kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </section>
);
