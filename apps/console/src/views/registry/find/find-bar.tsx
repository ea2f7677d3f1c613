import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode, type SubmitEvent } from 'react';

import { Button } from '../../../ui/controls/button.js';
import { Icon } from '../../../ui/marks/icon.js';
import styles from '../registry.module.css';

const MOST = 1024;

/** Asks for a text or a number to find in the values of all nodes. */
export const FindBar = ({ find }: Readonly<{ find: string | undefined }>): ReactNode => {
  const navigate = useNavigate();
  const [text, setText] = useState(find ?? '');
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    const wanted = text.trim() === '' ? undefined : text.trim();
    void navigate({ to: '.', search: (all) => ({ ...all, find: wanted }) });
  };
  return (
    <form role="search" className={styles.find} onSubmit={search}>
      <input
        type="search"
        className={styles.findText}
        aria-label="Find a text or a number in values"
        placeholder="Find in the values of all nodes"
        value={text}
        maxLength={MOST}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <Button type="submit" aria-label="Find">
        <Icon name="search" />
      </Button>
    </form>
  );
};
