import { receiptSchema } from '../http/answer/receipt-schema.js';
import { named, object, oneOf, text, type Of } from '../http/schema/schema.js';

export const CLUSTER = named(
  'Cluster',
  object({
    name: text,
    logId: text,
    clobberPolicy: oneOf('warn', 'deny'),
    state: oneOf('none', 'read-only', 'read-write'),
  }),
);

export type ClusterShape = Of<typeof CLUSTER>;

export const RESOURCE_TYPE = named('ResourceType', object({ id: text, name: text }));

export const CLUSTER_RECEIPT = receiptSchema('ClusterReceipt', CLUSTER);
export const RESOURCE_TYPE_RECEIPT = receiptSchema('ResourceTypeReceipt', RESOURCE_TYPE);
