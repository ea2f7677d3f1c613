import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { CopyButton } from '../../ui/controls/copy-button.js';
import { KeyMenu } from './edit/key-menu.js';
import { stepsOf } from './paths.js';
import { goingTo, type Place } from './registry-search.js';
import styles from './registry.module.css';

const ROOT = 'HKEY_LOCAL_MACHINE';

/** The path of a key, each of whose parts leads there, and what can be done with it. */
export const KeyHead = ({ place }: Readonly<{ place: Place }>): ReactNode => {
  const steps = [{ name: ROOT, path: '' }, ...stepsOf(place.key)];
  return (
    <div className={styles.keyHead}>
      <nav aria-label="Path of the key">
        <ol className={styles.path}>
          {steps.map(({ name, path }) => (
            <li key={path}>
              <Link
                to="."
                search={(all) => ({ ...all, ...goingTo(path) })}
                aria-current={path === place.key ? 'location' : undefined}
              >
                {name}
              </Link>
            </li>
          ))}
        </ol>
      </nav>
      <span className={styles.keyTools}>
        <CopyButton
          label="Copy the path"
          icon="copy"
          text={() => (place.key === '' ? ROOT : `${ROOT}\\${place.key}`)}
        />
        <KeyMenu place={place} />
      </span>
    </div>
  );
};
