import { requireNode } from '#runtime';

requireNode();
// What follows does not even load on an older Node.js.
await import('./run.js');
