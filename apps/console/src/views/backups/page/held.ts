import { type Schemas } from '../../../api/client.js';

/** A backup, and if its parts can be restored: in the present. */
export type Held = Readonly<{ backup: Schemas['BackupWithManifest']; isPresent: boolean }>;
