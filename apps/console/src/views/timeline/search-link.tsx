import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { buttonLook } from '../../ui/controls/button.js';
import { type TimelineSearch } from './timeline-search.js';

type Search = TimelineSearch & Readonly<{ at?: string | undefined }>;

type Props = Readonly<{
  /** The search parameters that it changes. */
  change: (search: Search) => Search;
  look?: 'plain' | 'quiet' | 'icon';
  label?: string;
  children: ReactNode;
}>;

/** A link to the same timeline with something else of it in the URL, which looks like a button. */
export const SearchLink = ({ change, look = 'quiet', label, children }: Props): ReactNode => (
  <Link
    to="."
    search={(all: Search) => ({ ...all, ...change(all) })}
    replace
    resetScroll={false}
    className={buttonLook(look)}
    activeProps={{ 'aria-current': undefined }}
    {...(label !== undefined && { 'aria-label': label, title: label })}
  >
    {children}
  </Link>
);
