import { hash } from 'node:crypto';

import { canonicalJson } from '#event-store';

import { type Manifest } from './manifest.js';

/** Raise the number when the form of a manifest changes. */
const VERSION = 'tb1';

/** The hash of everything in a backup: that of its manifest as canonical JSON, in UTF-8. */
export const rootHashOf = (manifest: Manifest): string =>
  `${VERSION}:${hash('sha256', canonicalJson(manifest))}`;
