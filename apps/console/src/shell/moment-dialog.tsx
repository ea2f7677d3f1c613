import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent, type ReactNode } from 'react';

import { api } from '../api/client.js';
import { parseMoment } from '../moment/parse-moment.js';
import { Button } from '../ui/controls/button.js';
import { Dialog } from '../ui/windows/dialog.js';
import { Field } from '../ui/fields/field.js';
import { usePreferences } from '../ui/preferences.js';
import { Time } from '../ui/text/time.js';
import styles from './moment-dialog.module.css';

type Props = Readonly<{ isOpen: boolean; onClose: () => void }>;

/** Asks for a moment: a time, a position or a tag. */
export const MomentDialog = ({ isOpen, onClose }: Props): ReactNode => (
  <Dialog title="Go to a moment" isOpen={isOpen} onClose={onClose}>
    <MomentForm onDone={onClose} />
    <Tags onDone={onClose} />
  </Dialog>
);

const MomentForm = ({ onDone }: Readonly<{ onDone: () => void }>): ReactNode => {
  const [typed, setTyped] = useState<Readonly<{ text: string; fault?: string }>>({ text: '' });
  const { clock } = usePreferences();
  const navigate = useNavigate();
  const go = (event: SubmitEvent): void => {
    event.preventDefault();
    const named = parseMoment(typed.text, clock, new Date());
    if ('fault' in named) {
      setTyped({ ...typed, fault: named.fault });
      return;
    }
    void navigate({ to: '.', search: (search) => ({ ...search, at: named.at }) });
    onDone();
  };
  return (
    <form className={styles.form} onSubmit={go}>
      <Field
        label={`Time (${clock === 'utc' ? 'UTC' : 'local'}), position or tag`}
        hint="2026-02-03 04:05, or 04:05 of today, or 412, or before-upgrade"
        fault={typed.fault}
      >
        {(control) => (
          <input
            {...control}
            data-first
            value={typed.text}
            autoComplete="off"
            onChange={({ target }) => {
              setTyped({ text: target.value });
            }}
          />
        )}
      </Field>
      <Button type="submit" look="main">
        Go
      </Button>
    </form>
  );
};

const MAX_TAGS = 100;

const Tags = ({ onDone }: Readonly<{ onDone: () => void }>): ReactNode => {
  const { data } = api.useQuery('get', '/v1/tags', { params: { query: { limit: MAX_TAGS } } });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className={styles.tags}>
      <h3>Tags</h3>
      <ul>
        {data.items.map(({ name, recordedAt, position }) => (
          <li key={name}>
            <Link to="." search={(search) => ({ ...search, at: name })} onClick={onDone}>
              {name}
            </Link>
            <span className={styles.muted}>
              <Time at={recordedAt} /> position {position}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
