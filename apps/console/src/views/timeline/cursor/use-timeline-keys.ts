import { useEffect } from 'react';

import { isForPage } from '../../../ui/page-keys.js';
import { usePreferences } from '../../../ui/preferences.js';

/** The effects of the keys of the timeline, by their names: with `Shift+` before those with Shift. */
export type TimelineKeys = Readonly<Record<string, () => void>>;

/** Letters and signs, which can be turned off. */
const isLetter = (key: string): boolean => key.length === 1;

/** The name of a key that is for the page; undefined for any other. */
const nameOf = (event: KeyboardEvent, hasLetters: boolean): string | undefined => {
  const { key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !isForPage(event)) return undefined;
  if (isLetter(key)) return hasLetters ? key : undefined;
  return shiftKey ? `Shift+${key}` : key;
};

/** Carries out the keys of the timeline; letters and signs unless they are turned off. */
export const useTimelineKeys = (deeds: TimelineKeys): void => {
  const { keys } = usePreferences();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const name = nameOf(event, keys === 'on');
      const deed = name !== undefined && Object.hasOwn(deeds, name) ? deeds[name] : undefined;
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
