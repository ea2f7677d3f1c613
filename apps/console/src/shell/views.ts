import { type LinkProps } from '@tanstack/react-router';

import { type IconName } from '../ui/marks/icon.js';

type View = Readonly<{ to: NonNullable<LinkProps['to']>; icon: IconName; text: string }>;

/** The views, in the order of the navigation and of the keys `1`, `2` and so on. */
export const VIEWS: readonly View[] = [
  { to: '/', icon: 'now', text: 'Now' },
  { to: '/registry', icon: 'registry', text: 'Registry' },
  { to: '/operations', icon: 'operations', text: 'Operations' },
  { to: '/timeline', icon: 'timeline', text: 'Timeline' },
  { to: '/lost-writes', icon: 'lost', text: 'Lost writes' },
  { to: '/events', icon: 'events', text: 'Events' },
  { to: '/backups', icon: 'backups', text: 'Backups' },
];
