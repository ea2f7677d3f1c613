import { Menu as Base } from '@base-ui/react/menu';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { buttonLook } from './button.js';
import { Icon, type IconName } from '../marks/icon.js';
import styles from './menu.module.css';

type MenuProps = Readonly<{
  /** The name of the button for screen readers. */
  label: string;
  icon?: IconName;
  children: ReactNode;
}>;

/**
 * A button that opens a list of choices. Until it is used it is a plain button: a page may have
 * hundreds, and a menu takes much longer to make.
 */
export const Menu = (props: MenuProps): ReactNode => {
  const { label, icon = 'more' } = props;
  const [isUsed, setUsed] = useState(false);
  if (isUsed) return <UsedMenu {...props} />;
  const use = (): void => {
    setUsed(true);
  };
  return (
    <button
      type="button"
      className={buttonLook('icon')}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      title={label}
      onClick={use}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        // The key would move the page.
        event.preventDefault();
        use();
      }}
    >
      <Icon name={icon} />
    </button>
  );
};

/** A menu in place of a plain button that was clicked: it takes over the focus and the click. */
const UsedMenu = ({ label, icon = 'more', children }: MenuProps): ReactNode => {
  const trigger = useRef<HTMLButtonElement>(null);
  const isClicked = useRef(false);
  useEffect(() => {
    if (isClicked.current) return;
    isClicked.current = true;
    trigger.current?.focus();
    trigger.current?.click();
  }, []);
  return (
    <Base.Root>
      <Base.Trigger ref={trigger} className={buttonLook('icon')} aria-label={label} title={label}>
        <Icon name={icon} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align="end" sideOffset={4}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
};

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
