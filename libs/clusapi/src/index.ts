export {
  answerOutput,
  decodeInput,
  decodeMultiSz,
  encodeInput,
  encodeMultiSz,
  type Output,
} from './buffers.js';
export { ClusterError } from './cluster-error.js';
export {
  CONTROL_CODES,
  controlCodeNumber,
  findControlCode,
  parseControlCode,
  type ControlCodeName,
  type ControlCodeParts,
} from './control-codes.js';
export { flagsOf, MOVE_FLAGS, OFFLINE_FLAGS, ONLINE_FLAGS, PAUSE_FLAGS } from './flags.js';
export { Win32Status, type StatusName } from './win32-status.js';
