import { type ReactNode } from 'react';

import { Button } from '../ui/controls/button.js';
import { type Differences } from './use-differences.js';

/** Asks for the next page of differences, if there is one. */
export const MoreDifferences = ({ found }: Readonly<{ found: Differences }>): ReactNode =>
  found.hasNextPage ? (
    <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
      {found.isFetchingNextPage ? 'Loading…' : 'More differences'}
    </Button>
  ) : null;
