import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { Failure } from '../ui/windows/note.js';

export const NoSuchPage = (): ReactNode => (
  <>
    <h1>No such page</h1>
    <p>
      The address names nothing here. <Link to="/">See what is now.</Link>
    </p>
  </>
);

/** A defect in a view; the rest of the page goes on. */
export const PageFailure = ({ error, reset }: ErrorComponentProps): ReactNode => (
  <>
    <h1>This view failed</h1>
    <Failure error={error} onRetry={reset} />
  </>
);
