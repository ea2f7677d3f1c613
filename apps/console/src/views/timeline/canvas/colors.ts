import { useSyncExternalStore } from 'react';

import { usePreferences } from '../../../ui/preferences.js';

const NAMES = [
  ...(['ground', 'surface', 'sunken', 'line', 'line-strong', 'text', 'muted'] as const),
  ...(['accent', 'accent-weak', 'ok', 'ok-weak', 'warning', 'warning-weak'] as const),
  ...(['critical', 'critical-weak'] as const),
] as const;

/** The colors of the page, as a canvas takes them. */
export type Colors = Readonly<Record<(typeof NAMES)[number], string>>;

/** The colors that hold now; a canvas knows no custom properties, so an element has to say them. */
const readColors = (): Colors => {
  const found = NAMES.map((name) => {
    // One element for each: a page that likes less motion lets colors change over a millisecond.
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return [name, color] as const;
  });
  return Object.fromEntries(found) as Colors;
};

const dark = window.matchMedia('(prefers-color-scheme: dark)');

const subscribe = (listener: () => void): (() => void) => {
  dark.addEventListener('change', listener);
  return () => {
    dark.removeEventListener('change', listener);
  };
};

const known = new Map<string, Colors>();

/** The colors of the theme; they are read once for each theme. */
export const useColors = (): Colors => {
  const { theme } = usePreferences();
  const isDark = useSyncExternalStore(subscribe, () => dark.matches);
  const key = `${theme}/${String(isDark)}`;
  const colors = known.get(key) ?? readColors();
  known.set(key, colors);
  return colors;
};
