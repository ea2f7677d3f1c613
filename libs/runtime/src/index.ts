export { requireNode, unsuitable } from './require-node.js';
