import { useEffect } from 'react';

import { isForPage } from '../../ui/page-keys.js';
import { usePreferences } from '../../ui/preferences.js';

/** The effects of keys, by their `key`. */
export type KeyDeeds = Readonly<Record<string, () => void>>;

const isFind = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) &&
  !event.altKey &&
  !event.shiftKey &&
  event.key.toLowerCase() === 'k';

/**
 * Carries out the keys of the page: single keys unless they are turned off, or belong to a field or a
 * window; Ctrl+K always.
 */
export const useKeys = (deeds: KeyDeeds, onFind: () => void): void => {
  const { keys } = usePreferences();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const deed = isFind(event) ? onFind : singleKey(event, keys === 'on', deeds);
      if (deed === undefined) return;
      event.preventDefault();
      deed();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  });
};

const singleKey = (
  event: KeyboardEvent,
  isOn: boolean,
  deeds: KeyDeeds,
): (() => void) | undefined => {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (!isForPage(event)) return undefined;
  return Object.hasOwn(deeds, event.key) ? deeds[event.key] : undefined;
};
