import { type ReactNode } from 'react';

import { Menu, MenuChoice, MenuSeparator } from '../ui/menu.js';
import { prefer, usePreferences } from '../ui/preferences.js';

/** The colors and the clock of the page. */
export const PreferencesMenu = (): ReactNode => {
  const { theme, clock } = usePreferences();
  return (
    <Menu label="Colors and clock" icon="settings">
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
    </Menu>
  );
};
