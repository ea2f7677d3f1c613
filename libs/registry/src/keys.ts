import { ClusterError } from '#clusapi';

import { foldName } from './names.js';
import { type RegistryChange } from './values/value.js';

/** Characters of one component. @see "Registry Element Size Limits", Microsoft */
export const MAX_COMPONENT = 255;
/** Components of one path. @see "Registry Element Size Limits", Microsoft */
export const MAX_DEPTH = 512;
/** Characters of a value's name. @see "Registry Element Size Limits", Microsoft */
export const MAX_VALUE_NAME = 16_383;

/** The name of a root key where a path below HKLM should begin. */
const ROOT = /^(HKEY_[^\\]*|HKLM)(\\|$)/i;

/** A key's name is of printable characters. @see "Structure of the Registry", Microsoft */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x1f]/;

/** The components of a key path; none of ''. */
export const splitKey = (key: string): readonly string[] => (key === '' ? [] : key.split('\\'));

/** A path below a path; either may be ''. */
export const joinKey = (...paths: readonly string[]): string =>
  paths.filter((path) => path !== '').join('\\');

const refuse = (field: 'key' | 'name', reason: string): never => {
  throw new ClusterError('ERROR_INVALID_PARAMETER', reason, { field });
};

/** Why a text is no key path relative to HKLM; undefined when it is one. */
const faultOf = (key: string): string | undefined => edgeFault(key) ?? pathFault(splitKey(key));

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
  const control = CONTROL.exec(component)?.[0].charCodeAt(0);
  if (control !== undefined)
    return `has the control character U+${control.toString(16).toUpperCase().padStart(4, '0')}`;
  return component.length > MAX_COMPONENT
    ? `a component has ${component.length} characters, the limit is ${MAX_COMPONENT}`
    : undefined;
};

/**
 * A key path relative to HKLM, as it was typed.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER when it is none
 */
export const parseKey = (key: string): string => {
  const fault = faultOf(key);
  return fault === undefined ? key : refuse('key', fault);
};

/**
 * The name of a value; '' is the default value.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER when it is none
 */
export const parseValueName = (name: string): string => {
  if (name.length > MAX_VALUE_NAME)
    return refuse('name', `has ${name.length} characters, the limit is ${MAX_VALUE_NAME}`);
  return name.includes('\0') ? refuse('name', 'has a NUL character') : name;
};

/** Whether a key is another one or lies below it, whatever the case. */
export const isWithin = (key: string, ancestor: string): boolean => {
  const [folded, above] = [foldName(key), foldName(ancestor)];
  return above === '' || folded === above || folded.startsWith(`${above}\\`);
};

/** Whether a change touches what is at or below a physical key. */
export const touches = (change: RegistryChange, effectiveKey: string): boolean =>
  isWithin(change.key, effectiveKey) ||
  (change.op === 'delete-key' && isWithin(effectiveKey, change.key));
