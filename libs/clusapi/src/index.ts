export { ClusterError } from './cluster-error.js';
export { Win32Status, type StatusName } from './win32-status.js';
