import { useState, type ReactNode } from 'react';

import { buttonLook } from './button.js';
import { Dialog } from '../windows/dialog.js';
import styles from './copy-button.module.css';
import { Icon, type IconName } from '../marks/icon.js';

const SHOWN_MS = 2500;

type Outcome = '' | 'Copied' | 'It could not be read';

type Props = Readonly<{
  label: string;
  /** The text to copy, when the button is pressed. */
  text: () => string | Promise<string>;
  /** An icon in place of the label. */
  icon?: IconName;
}>;

type Copying = Readonly<{
  copy: () => Promise<void>;
  outcome: Outcome;
  /** The text that the browser did not copy. */
  byHand: string | undefined;
  forget: () => void;
}>;

const useCopying = (text: Props['text']): Copying => {
  const [outcome, setOutcome] = useState<Outcome>('');
  const [byHand, setByHand] = useState<string>();
  const show = (next: Outcome): void => {
    setOutcome(next);
    setTimeout(() => {
      setOutcome('');
    }, SHOWN_MS);
  };
  const copy = async (): Promise<void> => {
    const read = await Promise.resolve(text()).catch(() => undefined);
    if (read === undefined) {
      show('It could not be read');
      return;
    }
    try {
      await navigator.clipboard.writeText(read);
      show('Copied');
    } catch {
      setByHand(read);
    }
  };
  const forget = (): void => {
    setByHand(undefined);
  };
  return { copy, outcome, byHand, forget };
};

/** Copies a text; where the browser does not allow that, shows it to be copied by hand. */
export const CopyButton = ({ label, text, icon }: Props): ReactNode => {
  const { copy, outcome, byHand, forget } = useCopying(text);
  return (
    <>
      <button
        type="button"
        className={buttonLook(icon === undefined ? 'plain' : 'icon')}
        {...(icon !== undefined && { 'aria-label': label, title: label })}
        onClick={() => void copy()}
      >
        <Icon name={outcome === 'Copied' ? 'ok' : (icon ?? 'copy')} />
        {icon === undefined ? ` ${label}` : null}
      </button>
      <span role="status" className={styles.outcome}>
        {outcome}
      </span>
      <ByHand text={byHand} onClose={forget} />
    </>
  );
};

type ByHandProps = Readonly<{ text: string | undefined; onClose: () => void }>;

const ByHand = ({ text, onClose }: ByHandProps): ReactNode => (
  <Dialog title="Copy this text" isOpen={text !== undefined} onClose={onClose}>
    <p>The browser lets this page copy nothing by itself. Select the text, and copy it.</p>
    <textarea
      className={styles.text}
      aria-label="The text"
      readOnly
      rows={12}
      value={text ?? ''}
      onFocus={({ currentTarget }) => {
        currentTarget.select();
      }}
    />
  </Dialog>
);
