import { ClusterError } from '#clusapi';

import { foldName } from './names.js';
import { type RegistryChange } from './values/value.js';

/**
 * Greatest length of one component, in characters. @see "Registry Element Size Limits", Microsoft
 */
export const MAX_COMPONENT = 255;
/** Greatest number of components of a path. @see "Registry Element Size Limits", Microsoft */
export const MAX_DEPTH = 512;
/**
 * Greatest length of a value's name, in characters. @see "Registry Element Size Limits", Microsoft
 */
export const MAX_VALUE_NAME = 16_383;

/**
 * The name of a root key at the start of a path, which is relative to HKLM and must not have one.
 */
const ROOT = /^(HKEY_[^\\]*|HKLM)(\\|$)/i;

/** The name of a key has printable characters only. @see "Structure of the Registry", Microsoft */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x1f]/;

/** The components of a key path; an empty list for ''. */
export const splitKey = (key: string): readonly string[] => (key === '' ? [] : key.split('\\'));

/** A path below another path; either may be ''. */
export const joinKey = (...paths: readonly string[]): string =>
  paths.filter((path) => path !== '').join('\\');

const refuse = (field: 'key' | 'name', reason: string): never => {
  throw new ClusterError('ERROR_INVALID_PARAMETER', reason, { field });
};

/** The fault of a text as a key path relative to HKLM; undefined for a valid path. */
export const keyFault = (key: string): string | undefined =>
  edgeFault(key) ?? pathFault(splitKey(key));

const edgeFault = (key: string): string | undefined => {
  if (key === '') return 'is empty';
  if (key.startsWith('\\')) return `"${key}" starts with a backslash`;
  if (key.endsWith('\\')) return `"${key}" ends with a backslash`;
  return ROOT.test(key) ? `"${key}" is not relative to HKLM` : undefined;
};

const pathFault = (components: readonly string[]): string | undefined => {
  if (components.length > MAX_DEPTH)
    return `has ${components.length} levels, the limit is ${MAX_DEPTH}`;
  return components.map(componentFault).find((fault) => fault !== undefined);
};

const componentFault = (component: string): string | undefined => {
  if (component === '') return 'has two backslashes in a row';
  const fault = controlFault(component);
  if (fault !== undefined) return fault;
  return component.length > MAX_COMPONENT ? `a component ${lengthFault(component)}` : undefined;
};

const controlFault = (name: string): string | undefined => {
  const control = CONTROL.exec(name)?.[0].charCodeAt(0);
  return control === undefined
    ? undefined
    : `has the control character U+${control.toString(16).toUpperCase().padStart(4, '0')}`;
};

const lengthFault = (name: string): string =>
  `has ${name.length} characters, the limit is ${MAX_COMPONENT}`;

/** The fault of a text as the name of one key; undefined for a valid name. */
export const keyNameFault = (name: string): string | undefined => {
  if (name === '') return 'is empty';
  if (name.includes('\\')) return 'has a backslash';
  return controlFault(name) ?? (name.length > MAX_COMPONENT ? lengthFault(name) : undefined);
};

/**
 * Checks a key path relative to HKLM, and returns it unchanged.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for an invalid path
 */
export const parseKey = (key: string): string => {
  const fault = keyFault(key);
  return fault === undefined ? key : refuse('key', fault);
};

/**
 * Checks the name of a value, and returns it unchanged; '' is the default value.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for an invalid name
 */
export const parseValueName = (name: string): string => {
  const fault = valueNameFault(name);
  return fault === undefined ? name : refuse('name', fault);
};

/** The fault of a text as the name of a value; undefined for a valid name. */
export const valueNameFault = (name: string): string | undefined => {
  if (name.length > MAX_VALUE_NAME)
    return `has ${name.length} characters, the limit is ${MAX_VALUE_NAME}`;
  return name.includes('\0') ? 'has a NUL character' : undefined;
};

/** True if a key equals another one or lies below it; upper and lower case are equal. */
export const isWithin = (key: string, ancestor: string): boolean => {
  const [folded, above] = [foldName(key), foldName(ancestor)];
  return above === '' || folded === above || folded.startsWith(`${above}\\`);
};

/** True if a change touches a physical key or its subtree. */
export const touches = (change: RegistryChange, effectiveKey: string): boolean =>
  isWithin(change.key, effectiveKey) ||
  (change.op === 'delete-key' && isWithin(effectiveKey, change.key));
