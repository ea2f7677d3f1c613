import { type ReactNode } from 'react';

/** Paths on a grid of 16; shapes differ in outline, not only in color. */
const PATHS = {
  now: <path d="M2 3.5h5v9H2zM9 3.5h5v4H9zM9 10h5v2.500H9z" />,
  events: <path d="M5.5 4H14M5.5 8H14M5.5 12H14M2.2 4h.1M2.2 8h.1M2.2 12h.1" />,
  operations: <path d="M2 3.500h6M4.5 8h6M8 12.500h6" />,
  registry: (
    <path d="M2.5 2.500h4v3h-4zM8.5 6.500h5v3h-5zM8.5 11h5v2.500h-5zM4.5 5.500v7h4M4.5 8h4" />
  ),
  lost: <path d="M4 2.500h5l3.5 3.500v7.500h-8.500zM6.5 8l3.5 3.500M10 8l-3.5 3.5" />,
  backups: <path d="M2.5 3h11v3.500h-11zM3.5 6.500v6.500h9V6.500M6.5 9.500h3" />,
  online: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  offline: <circle cx="8" cy="8" r="4.5" />,
  pending: <path d="M8 3a5 5 0 1 0 5 5M8 5v3l2 1.5" />,
  partial: (
    <>
      <circle cx="8" cy="8" r="4.5" />
      <path d="M8 3.500a4.5 4.5 0 0 1 0 9z" fill="currentColor" />
    </>
  ),
  failed: <path d="M4 4l8 8M12 4l-8 8" strokeWidth="2.2" />,
  paused: <path d="M6 4v8M10 4v8" strokeWidth="2" />,
  critical: (
    <>
      <path d="M5.5 2h5L14 5.500v5L10.5 14h-5L2 10.500v-5z" />
      <path d="M8 5v3.500M8 10.900v.2" />
    </>
  ),
  warning: (
    <>
      <path d="M8 2.5 14.5 13.500h-13z" />
      <path d="M8 6.500v3M8 11.400v.2" />
    </>
  ),
  ok: <path d="M3 8.5 6.5 12 13 4.5" strokeWidth="2" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.200l2.2 1.3" />
    </>
  ),
  back: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  forward: <path d="M6 3.5 10.5 8 6 12.5" />,
  link: (
    <path d="M6.5 9.500l3-3M7 5l1.5-1.500a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.5 1.500a2.8 2.8 0 0 1-4-4L5 7" />
  ),
  more: <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.4" />,
  search: <path d="M7 11.500a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9zM10.5 10.5 14 14" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  copy: <path d="M6 5.500h7v8H6zM3 10.500v-8h7" />,
  differs: <path d="M3 6h10M3 10h10M10.5 3l-5 10" />,
  settings: (
    <path d="M2 5h6M12 5h2M2 11h2M8 11h6M8 5a2 2 0 1 0 4 0 2 2 0 1 0-4 0M4 11a2 2 0 1 0 4 0 2 2 0 1 0-4 0" />
  ),
  timeline: <path d="M2 3.500h5M5 8h7M10 12.500h4M8.500 2v12" />,
  since: <path d="M14 8H4.500M8 4.500 4.500 8 8 11.500M2 3.500v9" />,
  fork: <path d="M2 4.500h12M6 4.500c0 5 2 7 7.500 7M11 9l2.500 2.500L11 14" />,
  pin: <path d="M5.5 2.500h5M6.5 2.500v4L4.5 9.500h7l-2-3v-4M8 9.500v4" />,
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  skipBack: <path d="M4 3.500v9M12 3.5 7 8l5 4.5" />,
  skipForward: <path d="M12 3.500v9M4 3.5 9 8l-5 4.5" />,
  play: <path d="M5 3.500v9l7-4.500z" fill="currentColor" />,
  fit: <path d="M2 4v8M14 4v8M4.5 8h7M6.5 6l-2 2 2 2M9.500 6l2 2-2 2" />,
  arrow: <path d="M2.5 8h10.500M9.5 4.5 13 8l-3.5 3.5" />,
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A picture beside a text that says the same; readers of the screen pass over it. */
export const Icon = ({ name }: Readonly<{ name: IconName }>): ReactNode => (
  <svg
    aria-hidden="true"
    focusable="false"
    width="1.143em"
    height="1.143em"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    {PATHS[name]}
  </svg>
);
