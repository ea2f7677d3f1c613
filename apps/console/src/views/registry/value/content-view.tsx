import { type ReactNode } from 'react';

import { type Schemas } from '../../../api/client.js';
import { contentOf } from '../../../ui/text/value-text.js';
import styles from '../registry.module.css';
import { bytesOf, hexRows } from '../../../comparing/bytes.js';

const MOST_BYTES = 4096;

type Props = Readonly<{ value: Schemas['RegistryValue']; isHex: boolean }>;

/** The whole content of a value, as a text or as bytes. */
export const ContentView = ({ value, isHex }: Props): ReactNode => {
  if (isHex) return <HexView bytes={bytesOf(value)} />;
  const content = contentOf(value);
  return content === '' ? (
    <p className={styles.muted}>It is empty.</p>
  ) : (
    <pre className={styles.content}>{content}</pre>
  );
};

const HexView = ({ bytes }: Readonly<{ bytes: Uint8Array }>): ReactNode => (
  <>
    <pre className={styles.content} aria-label="Bytes" tabIndex={0}>
      {hexRows(bytes.subarray(0, MOST_BYTES))
        .map(({ offset, hex, ascii }) => `${offset}  ${hex.padEnd(47)}  ${ascii}`)
        .join('\n')}
    </pre>
    <p className={styles.muted}>
      {bytes.length} byte{bytes.length === 1 ? '' : 's'}
      {bytes.length > MOST_BYTES ? `, of which these are the first ${MOST_BYTES}` : ''}
    </p>
  </>
);
