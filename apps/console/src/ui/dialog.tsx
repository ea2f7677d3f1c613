import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode } from 'react';

import { buttonLook } from './button.js';
import styles from './dialog.module.css';
import { Icon } from './icon.js';

type Props = Readonly<{
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The buttons at its end. */
  foot?: ReactNode;
}>;

/** A window over the page that keeps the focus until it is closed. */
export const Dialog = ({ title, isOpen, onClose, children, foot }: Props): ReactNode => (
  <Base.Root
    open={isOpen}
    onOpenChange={(open) => {
      if (!open) onClose();
    }}
  >
    <Base.Portal>
      <Base.Backdrop className={styles.backdrop} />
      <Base.Popup className={styles.popup}>
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
