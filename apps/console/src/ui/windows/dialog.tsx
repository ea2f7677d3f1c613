import { Dialog as Base } from '@base-ui/react/dialog';
import { useRef, type ReactNode } from 'react';

import { buttonLook } from '../controls/button.js';
import styles from './dialog.module.css';
import { Icon } from '../marks/icon.js';

type Props = Readonly<{
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The buttons at its end. */
  foot?: ReactNode;
  /** The place of the focus when it closes; undefined for the place that it came from. */
  focusAfter?: () => HTMLElement | undefined;
}>;

/**
 * A window over the page that keeps the focus until it is closed. An element in it with `data-first`
 * gets the focus first.
 */
export const Dialog = ({
  title,
  isOpen,
  onClose,
  children,
  foot,
  focusAfter,
}: Props): ReactNode => {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          ref={popup}
          className={styles.popup}
          initialFocus={() => popup.current?.querySelector<HTMLElement>('[data-first]') ?? true}
          finalFocus={() => focusAfter?.() ?? true}
        >
          <div className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close className={buttonLook('icon')} aria-label="Close">
              <Icon name="close" />
            </Base.Close>
          </div>
          <div className={styles.body}>{children}</div>
          {foot === undefined ? null : <div className={styles.foot}>{foot}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
};
