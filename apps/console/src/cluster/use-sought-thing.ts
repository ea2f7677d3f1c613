import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Brings the thing whose id is the fragment of the URL into sight, and gives it the focus. */
export const useSoughtThing = (): void => {
  const id = useLocation({ select: ({ hash }) => hash });
  useEffect(() => {
    const thing = id === '' ? null : document.getElementById(id);
    if (thing === null) return;
    thing.closest('details')?.setAttribute('open', '');
    thing.focus();
    thing.scrollIntoView({ block: 'center', behavior: 'instant' });
  }, [id]);
};
