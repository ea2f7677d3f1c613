import { receiptSchema } from '../http/answer/receipt-schema.js';
import { count, described, flag, named, object, text } from '../http/schema/schema.js';

const CONTAINER_FIELDS = {
  id: text,
  type: described(count, 'Type of the provider'),
  provider: text,
  container: described(text, 'Name of the container'),
  exportable: flag,
  fingerprint: text,
};

/** A key container without its key. */
export const CONTAINER = named('KeyContainer', object(CONTAINER_FIELDS));

/** The same with its key, if the request reveals it. */
export const REVEALED_CONTAINER = named(
  'RevealedKeyContainer',
  object(CONTAINER_FIELDS, {
    pem: described(text, 'The private key in PKCS #8'),
    blob: described(text, 'The private key as a CryptoAPI blob, in base64'),
  }),
);

export const CONTAINER_RECEIPT = receiptSchema('KeyContainerReceipt', CONTAINER);
export const DELETED_CONTAINER_RECEIPT = receiptSchema('DeletedKeyContainerReceipt', object({}));
export const PROVIDER_RECEIPT = receiptSchema(
  'DefaultProviderReceipt',
  object({ type: count, provider: text }),
);
