export { growHeapSlowly } from './heap.js';
export { requireNode, unsuitable } from './require-node.js';
