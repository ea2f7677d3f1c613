import { type RegistryChange } from '#registry';

import { type CuredCopy } from '../vocabulary/cure.js';

/**
 * The longest list of changes in one event, in bytes of JSON. An event stays under 768 KiB and an
 * append under 1 MiB, EventStoreDB's default limit. The rest is for the envelope.
 */
export const MAX_LIST_BYTES = 640 * 1024;

/** A generous allowance for braces, quotes, field names and commas of one change. */
const FRAME_BYTES = 96;
const FIRST_PRINTABLE = 0x20;
const LAST_ONE_BYTE = 0x7f;
const LAST_TWO_BYTES = 0x7ff;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const unitBytes = (unit: number): number => {
  if (unit < FIRST_PRINTABLE) return 6;
  if (unit === QUOTE || unit === BACKSLASH) return 2;
  if (unit <= LAST_ONE_BYTE) return 1;
  return unit <= LAST_TWO_BYTES ? 2 : 3;
};

const textBytes = (text: string): number => {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) bytes += unitBytes(text.charCodeAt(at));
  return bytes;
};

const valueBytes = (value: Extract<RegistryChange, { op: 'set' }>['value']): number => {
  if ('text' in value) return textBytes(value.text);
  if ('texts' in value) return value.texts.reduce((sum, text) => sum + textBytes(text) + 3, 0);
  return 'base64' in value ? value.base64.length : FRAME_BYTES;
};

/** An upper bound of the bytes of JSON that a change takes. */
export const changeBytes = (change: RegistryChange): number => {
  const key = FRAME_BYTES + textBytes(change.key);
  if (change.op === 'set') return key + textBytes(change.name) + valueBytes(change.value);
  return change.op === 'delete-value' ? key + textBytes(change.name) : key;
};

/** Cuts a growing list into parts that each fit one event. */
export class PartCutter {
  private part: RegistryChange[] = [];
  private bytes = 0;

  /** The changes that do not yet fill a part. */
  get rest(): readonly RegistryChange[] {
    return this.part;
  }

  /** True if one event is enough for the rest. A single change may be longer than the limit. */
  get fitsOneEvent(): boolean {
    return this.bytes <= MAX_LIST_BYTES;
  }

  /** Adds a change. Returns the finished part if this change begins the next one. */
  add(change: RegistryChange): readonly RegistryChange[] | undefined {
    const size = changeBytes(change);
    const isFull = this.bytes > 0 && this.bytes + size > MAX_LIST_BYTES;
    const whole = isFull ? this.part : undefined;
    if (isFull) [this.part, this.bytes] = [[], 0];
    this.part.push(change);
    this.bytes += size;
    return whole;
  }
}

/** Cuts a list into parts that each fit one event; at least one part. */
export const chunkChanges = (
  changes: readonly RegistryChange[],
): readonly (readonly RegistryChange[])[] => {
  const cutter = new PartCutter();
  const whole = changes.flatMap((change) => {
    const part = cutter.add(change);
    return part === undefined ? [] : [part];
  });
  return [...whole, cutter.rest];
};

/** True if a list is short enough for one event. */
export const fitsOneEvent = (changes: readonly RegistryChange[]): boolean => {
  let bytes = 0;
  return changes.every((change) => (bytes += changeBytes(change)) <= MAX_LIST_BYTES);
};

const copyBytes = ({ resource, checkpoint, copy }: CuredCopy): number => {
  const ids = FRAME_BYTES + textBytes(resource) + textBytes(checkpoint);
  if (copy === 'live') return ids;
  if ('hash' in copy) return ids + FRAME_BYTES + textBytes(copy.hash);
  return copy.changes.reduce((bytes, change) => bytes + changeBytes(change), ids);
};

/** True if a cure is short enough for one event: its changes, and the stored copies that follow. */
export const fitsOneCure = (
  changes: readonly RegistryChange[],
  copies: readonly CuredCopy[],
): boolean => {
  let bytes = copies.reduce((sum, copy) => sum + copyBytes(copy), 0);
  if (bytes > MAX_LIST_BYTES) return false;
  return changes.every((change) => (bytes += changeBytes(change)) <= MAX_LIST_BYTES);
};
