/** The identities of things, so that one is never passed for another. All are UUIDs, lower case. */
export type NodeId = string & { readonly of: 'node' };
export type GroupId = string & { readonly of: 'group' };
export type ResourceId = string & { readonly of: 'resource' };
export type CheckpointId = string & { readonly of: 'checkpoint' };
export type OperationId = string & { readonly of: 'operation' };
/** A stream of sealed key material. */
export type KeyId = string & { readonly of: 'key' };
/** A key container of a node. */
export type ContainerId = string & { readonly of: 'container' };
