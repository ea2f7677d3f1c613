import { type EventType } from '../../../words/bookkeeping.js';

/** The kinds of marks, the gravest first: it stands for those that have no room beside it. */
export const MARK_KINDS = [
  ...(['failure', 'clobber', 'lost', 'denied', 'restore', 'backup'] as const),
  ...(['tag', 'capture', 'edit'] as const),
] as const;

export type MarkKind = (typeof MARK_KINDS)[number];

/** The kinds in words. */
export const MARK_WORDS: Readonly<Record<MarkKind, string>> = {
  failure: 'Failure',
  clobber: 'Clobber',
  lost: 'Lost write',
  denied: 'Refused move',
  restore: 'Restore',
  backup: 'Backup',
  tag: 'Tag',
  capture: 'Capture',
  edit: 'Edit',
};

/**
 * The kinds of marks by the types of events. A restore that overwrote an edit is a lost write, or a clobber
 * where two resources write one key; the ledger says so, and no type does.
 */
const KINDS: Readonly<Partial<Record<EventType, MarkKind>>> = {
  NodeCrashed: 'failure',
  ResourceFailed: 'failure',
  GroupMoveFailed: 'failure',
  GroupOperationFailed: 'failure',
  RegistryCheckpointRestoreFailed: 'failure',
  CryptoCheckpointRestoreFailed: 'failure',
  BackupFailed: 'failure',
  BackupRestoreFailed: 'failure',
  GroupMoveDenied: 'denied',
  RegistryRestored: 'restore',
  KeyContainerRestored: 'restore',
  KeyContainerAbsenceRestored: 'restore',
  BackupRestored: 'restore',
  BackupTaken: 'backup',
  RegistryCheckpointCaptured: 'capture',
  CryptoCheckpointCaptured: 'capture',
  RegistryChanged: 'edit',
};

/** The types of events that have a mark. */
export const MARKED_TYPES: readonly string[] = Object.keys(KINDS);

/** The kind of mark that the events of a type have; undefined for none. */
export const markKindOf = (type: EventType): MarkKind | undefined => KINDS[type];

/** The place of a kind in the order, the gravest first. */
export const gravity = (kind: MarkKind): number => MARK_KINDS.indexOf(kind);
