/** The ids of things, typed so that the compiler finds a mix-up. All are UUIDs in lower case. */
export type NodeId = string & { readonly of: 'node' };
export type GroupId = string & { readonly of: 'group' };
export type ResourceId = string & { readonly of: 'resource' };
export type CheckpointId = string & { readonly of: 'checkpoint' };
export type OperationId = string & { readonly of: 'operation' };
export type BackupId = string & { readonly of: 'backup' };
/** The id of a stream with sealed keys. */
export type KeyId = string & { readonly of: 'key' };
/** A key container of a node. */
export type ContainerId = string & { readonly of: 'container' };
