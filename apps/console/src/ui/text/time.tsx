import { type ReactNode } from 'react';

import { shortInstant, wholeInstant } from './instant.js';
import { usePreferences } from '../preferences.js';

/** An instant on the clock that is preferred; the whole of it, in both zones, is its title. */
export const Time = ({ at }: Readonly<{ at: string }>): ReactNode => {
  const { clock } = usePreferences();
  const date = new Date(at);
  return (
    <time dateTime={at} title={wholeInstant(date)}>
      {shortInstant(date, clock, new Date())}
    </time>
  );
};
