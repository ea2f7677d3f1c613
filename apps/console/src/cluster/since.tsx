import { createContext, useContext, type ReactNode } from 'react';

import { Button } from '../ui/controls/button.js';
import { Icon } from '../ui/marks/icon.js';

/** Something that is so now or was so at a moment, as `POST /v1/bisect` takes it, and in words. */
export type Fact = Readonly<{
  /** `SQL is Online`. */
  text: string;
  when: Readonly<Record<string, unknown>>;
}>;

/** Asks since when a fact is so; undefined where a page can't show the answer. */
export const SinceContext = createContext<((fact: Fact) => void) | undefined>(undefined);

/** Asks since when something is so, on pages that show the answer. */
export const Since = ({ fact }: Readonly<{ fact: Fact }>): ReactNode => {
  const ask = useContext(SinceContext);
  if (ask === undefined) return null;
  const label = `Since when: ${fact.text}`;
  return (
    <span>
      <Button
        look="icon"
        aria-label={label}
        title={label}
        onClick={() => {
          ask(fact);
        }}
      >
        <Icon name="since" />
      </Button>
    </span>
  );
};
