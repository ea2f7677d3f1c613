import { requireNode } from '#runtime';

requireNode();
// The rest does not even load on an older Node.js.
await import('./run.js');
