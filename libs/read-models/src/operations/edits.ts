import { type Recorded } from '#event-store';

/** The commands of edits and imports; a long restore sends the last one too. */
const EDIT_COMMANDS: ReadonlySet<string> = new Set([
  'ChangeRegistry',
  'ImportRegistry',
  'StageRegistryChanges',
]);
const CHANGES: ReadonlySet<string> = new Set(['RegistryChanged', 'RegistryChangesStaged']);
const CAPTURES: ReadonlySet<string> = new Set([
  'RegistryCheckpointCaptured',
  'CryptoCheckpointCaptured',
]);

/** True for the event of a capture. */
export const isCapture = ({ type }: Recorded['event']): boolean => CAPTURES.has(type);

/** True for a kind of operation that edits have. */
export const isEditKind = (kind: string): boolean => EDIT_COMMANDS.has(kind);

/** True for a change of a registry by a command, and for a capture that followed from one. */
export const isOfEdit = ({ event, metadata: { command, causation } }: Recorded): boolean =>
  isCapture(event) ? causation !== command.id : isChange(event.type) && isEditKind(command.type);

/** True for a change of a registry that a request's own command made, not a process. */
export const isRequestedEdit = (recorded: Recorded): boolean => {
  const { event, metadata } = recorded;
  return isChange(event.type) && isOfEdit(recorded) && metadata.causation === metadata.command.id;
};

const isChange = (type: string): boolean => CHANGES.has(type);
