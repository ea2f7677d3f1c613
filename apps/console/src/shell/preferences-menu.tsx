import { type ReactNode } from 'react';

import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/controls/menu.js';
import { prefer, usePreferences } from '../ui/preferences.js';

/** The colors and the clock of the page, and if single keys work. */
export const PreferencesMenu = ({ onKeys }: Readonly<{ onKeys: () => void }>): ReactNode => {
  const { theme, clock, keys } = usePreferences();
  return (
    <Menu label="Preferences" icon="settings">
      <MenuChoice
        label="Colors"
        value={theme}
        choices={{ system: 'As the system', light: 'Light', dark: 'Dark' }}
        onChoose={(chosen) => {
          prefer({ theme: chosen });
        }}
      />
      <MenuSeparator />
      <MenuChoice
        label="Clock"
        value={clock}
        choices={{ local: 'Local time', utc: 'UTC' }}
        onChoose={(chosen) => {
          prefer({ clock: chosen });
        }}
      />
      <MenuSeparator />
      <MenuChoice
        label="Single keys, such as ?"
        value={keys}
        choices={{ on: 'On', off: 'Off' }}
        onChoose={(chosen) => {
          prefer({ keys: chosen });
        }}
      />
      <MenuSeparator />
      <MenuItem onSelect={onKeys}>List of keys</MenuItem>
    </Menu>
  );
};
