export { changedPlaces, type ChangedPlace } from './differences/changed-places.js';
export { countDifferences } from './differences/count-differences.js';
export { areDifferent, diffKeys } from './differences/diff.js';
export {
  differences,
  type DifferentPlace,
  type Difference,
  type Differences,
} from './differences/differences.js';
export { changesOfHive } from './hive/read/hive-changes.js';
export { HiveError } from './hive/read/hive-error.js';
export {
  HiveReader,
  type HiveLimits,
  type HiveNote,
  type HivePart,
  type HiveReport,
} from './hive/read/hive-reader.js';
export { treeOfHive } from './hive/read/hive-tree.js';
export { type HiveForm } from './hive/write/sink.js';
export { UnwritableHive } from './hive/write/unwritable-hive.js';
export { type HiveSource } from './hive/write/walk.js';
export {
  planHive,
  sourceOf,
  writeHive,
  type HiveOptions,
  type PlannedHive,
} from './hive/write/write-hive.js';
export { hashInSteps, hashKey, isSameContent } from './hash.js';
export {
  isWithin,
  joinKey,
  MAX_COMPONENT,
  MAX_DEPTH,
  MAX_VALUE_NAME,
  parseKey,
  parseValueName,
  splitKey,
  touches,
} from './keys.js';
export { foldName } from './names.js';
export { itemOf, itemsOf, NO_NAMES, withItem, withoutItem, type NameMap } from './tree/name-map.js';
export {
  applyChanges,
  applyEffective,
  emptyTree,
  findKey,
  getValue,
  keyCount,
  knownOutcome,
  keyValues,
  subKeys,
  treeWith,
  valueCount,
  type NamedValue,
  type RegistryKey,
  type RegistryTree,
} from './tree/tree.js';
export { lazyKey, type KeySource } from './tree/lazy-key.js';
export { TreeReader, TreeWriter, type TreeRecord } from './tree/tree-archive.js';
export {
  makeValue,
  MAX_VALUE_BYTES,
  sameValue,
  valueBytes,
  valueType,
} from './values/value-bytes.js';
export { valueFromJson, valueToJson, type RegistryValueJson } from './values/value-json.js';
export { REGISTRY_TYPES } from './values/value-types.js';
export { type RegistryChange, type RegistryValue, type RegistryView } from './values/value.js';
export { treeOfView } from './tree/view-tree.js';
export { viewKey, type ViewKey } from './tree/view.js';
export { viewValues, type ViewPlace } from './tree/view-values.js';
export { effectiveKey, hasListedBelow, isSharedKey, mentionsWow6432Node } from './wow64/wow64.js';
export { charsetOf } from './reg-file/decode.js';
export {
  parseRegFile,
  RegFileReader,
  type RegFileOptions,
  type RegFileReport,
} from './reg-file/parse.js';
export { RegFileError } from './reg-file/reg-file-error.js';
export { encodeRegFile, renderRegFile } from './reg-file/render.js';
export { renderRegChanges } from './reg-file/render-changes.js';
export { patternsFault, USUAL_PATTERNS } from './redaction/patterns.js';
export { redactionOf, type Redaction } from './redaction/redaction.js';
