import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import { Dialog } from '../../ui/windows/dialog.js';
import { Options } from './options.js';
import styles from './palette.module.css';
import { useEntries, type Entry } from './use-entries.js';

type Props = Readonly<{ isOpen: boolean; onClose: () => void }>;

/** Finds a view, a thing, a key, an operation, a moment or a tag by a few letters. */
export const Palette = ({ isOpen, onClose }: Props): ReactNode => {
  const hasGone = useRef(false);
  return (
    <Dialog
      title="Find"
      isOpen={isOpen}
      onClose={onClose}
      focusAfter={() => (hasGone.current ? arrival() : undefined)}
    >
      <Finder
        onOpen={() => {
          hasGone.current = false;
        }}
        onTake={(entry) => {
          hasGone.current = true;
          onClose();
          entry.go();
        }}
      />
    </Dialog>
  );
};

/** The thing that the URL names, or else the view. */
const arrival = (): HTMLElement | undefined =>
  document.getElementById(window.location.hash.slice(1)) ??
  document.getElementById('view') ??
  undefined;

type FinderProps = Readonly<{ onOpen: () => void; onTake: (entry: Entry) => void }>;

const Finder = ({ onOpen, onTake }: FinderProps): ReactNode => {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries = useEntries(typed);
  const current = Math.min(chosen, entries.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextOf(event.key, current, entries.length);
    const entry = entries[current];
    if (event.key === 'Enter' && entry !== undefined) onTake(entry);
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <input
        className={styles.input}
        data-first
        role="combobox"
        aria-label="Find a thing, a key, an operation, a moment or a tag"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length === 0 ? undefined : `${id}-${current}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="SQL, node-a, SOFTWARE\…, 04:05, 412, a tag"
        value={typed}
        onFocus={onOpen}
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Options {...{ id, entries, current, onTake }} />
    </>
  );
};

/** The entry that a key leads to; the arrows go round. */
const nextOf = (key: string, current: number, length: number): number | undefined => {
  if (length === 0) return undefined;
  if (key === 'ArrowDown') return (current + 1) % length;
  if (key === 'ArrowUp') return (current + length - 1) % length;
  return undefined;
};
