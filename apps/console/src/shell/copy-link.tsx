import { useState, type ReactNode } from 'react';
import { useRouter } from '@tanstack/react-router';

import { type AtQuery } from '../moment/use-at.js';
import { buttonLook } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import styles from './moment-bar.module.css';

const SHOWN_MS = 2500;

/** Copies the address of the page with the moment in it, so that it shows others the same for ever. */
export const CopyLink = ({ position }: Readonly<{ position: string | undefined }>): ReactNode => {
  const router = useRouter();
  const [outcome, setOutcome] = useState('');
  const copy = async (): Promise<void> => {
    const { href } = router.buildLocation({
      to: '.',
      search: (search: AtQuery) => ({ ...search, at: search.at ?? position }),
    });
    try {
      await navigator.clipboard.writeText(new URL(href, window.location.origin).href);
      setOutcome('Copied');
    } catch {
      setOutcome('The browser did not allow it');
    }
    setTimeout(() => {
      setOutcome('');
    }, SHOWN_MS);
  };
  return (
    <>
      <button
        type="button"
        className={buttonLook('icon')}
        aria-label="Copy a link to this moment"
        title="Copy a link to this page at this moment"
        onClick={() => void copy()}
      >
        <Icon name={outcome === 'Copied' ? 'ok' : 'link'} />
      </button>
      <span role="status" className={styles.muted}>
        {outcome}
      </span>
    </>
  );
};
