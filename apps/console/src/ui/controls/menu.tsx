import { Menu as Base } from '@base-ui/react/menu';
import { type ReactNode } from 'react';

import { buttonLook } from './button.js';
import { Icon, type IconName } from '../marks/icon.js';
import styles from './menu.module.css';

type MenuProps = Readonly<{
  /** The name of the button for screen readers. */
  label: string;
  icon?: IconName;
  children: ReactNode;
}>;

/** A button that opens a list of choices. */
export const Menu = ({ label, icon = 'more', children }: MenuProps): ReactNode => (
  <Base.Root>
    <Base.Trigger className={buttonLook('icon')} aria-label={label} title={label}>
      <Icon name={icon} />
    </Base.Trigger>
    <Base.Portal>
      <Base.Positioner className={styles.positioner} align="end" sideOffset={4}>
        <Base.Popup className={styles.popup}>{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);

type ItemProps = Readonly<{
  onSelect: () => void;
  children: ReactNode;
  isDisabled?: boolean;
}>;

export const MenuItem = ({ onSelect, children, isDisabled = false }: ItemProps): ReactNode => (
  <Base.Item className={styles.item} onClick={onSelect} disabled={isDisabled}>
    {children}
  </Base.Item>
);

export const MenuSeparator = (): ReactNode => <Base.Separator className={styles.separator} />;

type ChoiceProps<Value extends string> = Readonly<{
  label: string;
  value: Value;
  choices: Readonly<Record<Value, string>>;
  onChoose: (value: Value) => void;
}>;

/** Choices of which exactly one holds. */
export const MenuChoice = <Value extends string>({
  label,
  value,
  choices,
  onChoose,
}: ChoiceProps<Value>): ReactNode => (
  <Base.Group>
    <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
    <Base.RadioGroup
      value={value}
      onValueChange={(chosen: Value) => {
        onChoose(chosen);
      }}
    >
      {Object.entries<string>(choices).map(([choice, text]) => (
        <Base.RadioItem key={choice} className={styles.item} value={choice}>
          <span className={styles.tick}>
            <Base.RadioItemIndicator>
              <Icon name="ok" />
            </Base.RadioItemIndicator>
          </span>
          {text}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  </Base.Group>
);
