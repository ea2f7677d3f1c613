import { useSyncExternalStore } from 'react';

/** The look that a person likes; it stays in this browser, because it is no part of what is shown. */
export type Preferences = Readonly<{
  theme: 'system' | 'light' | 'dark';
  clock: 'local' | 'utc';
  /** If single keys do something; Ctrl+K always does. */
  keys: 'on' | 'off';
}>;

const PLACE = 'tidemark.preferences';
const ALLOWED = {
  theme: ['system', 'light', 'dark'],
  clock: ['local', 'utc'],
  keys: ['on', 'off'],
} as const;
const DEFAULTS: Preferences = { theme: 'system', clock: 'local', keys: 'on' };

/** The preferences in a text; whatever is not understood is as by default. */
export const readPreferences = (text: string | null): Preferences => {
  try {
    const { theme, clock, keys } = JSON.parse(text ?? '{}') as Partial<Preferences>;
    return {
      theme: ALLOWED.theme.find((one) => one === theme) ?? DEFAULTS.theme,
      clock: ALLOWED.clock.find((one) => one === clock) ?? DEFAULTS.clock,
      keys: ALLOWED.keys.find((one) => one === keys) ?? DEFAULTS.keys,
    };
  } catch {
    return DEFAULTS;
  }
};

let current = DEFAULTS;
const listeners = new Set<() => void>();

const show = (preferences: Preferences): void => {
  current = preferences;
  document.documentElement.dataset.theme = preferences.theme;
  for (const listener of listeners) listener();
};

/** Takes the preferences of this browser, and follows the changes of its other pages. */
export const openPreferences = (): void => {
  show(readPreferences(localStorage.getItem(PLACE)));
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === PLACE) show(readPreferences(newValue));
  });
};

export const prefer = (change: Partial<Preferences>): void => {
  const preferences = { ...current, ...change };
  localStorage.setItem(PLACE, JSON.stringify(preferences));
  show(preferences);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => current);
