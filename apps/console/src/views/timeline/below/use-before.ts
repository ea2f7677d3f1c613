import { useState } from 'react';

type Seen = Readonly<{ here: string | undefined; before: string | undefined }>;

/** The position at which the cursor rested before; undefined until it has moved. */
export const useBefore = (position: string | undefined): string | undefined => {
  const [seen, setSeen] = useState<Seen>({ here: position, before: undefined });
  if (position !== undefined && position !== seen.here)
    setSeen({ here: position, before: seen.here });
  return seen.before;
};
