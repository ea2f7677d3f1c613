const SECOND_MS = 1000;
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** The limits on the time and the bytes of a connection; tests use shorter ones. */
export type Limits = Readonly<{
  /** From the first byte of a request to the end of its headers. */
  headersMs: number;
  /** The interval of the checks of connections and bodies. */
  lookEveryMs: number;
  /** In each window of this length a body brings `windowBytes` or its end. */
  windowMs: number;
  windowBytes: number;
  /**
   * The most time, and the most bytes, for which the rest of a refused request is read and dropped.
   */
  lingerMs: number;
  lingerBytes: number;
  /** The most bytes of large JSON bodies that are held at once. */
  jsonBytes: number;
}>;

/**
 * Half a minute covers a slow network and a retransmission or two. 256 KiB in a window are 70 kbit/s:
 * a file of 64 MiB may take two hours, and a sender that stops is refused within a minute.
 */
export const LIMITS: Limits = {
  headersMs: 30 * SECOND_MS,
  lookEveryMs: SECOND_MS,
  windowMs: 30 * SECOND_MS,
  windowBytes: 256 * KIBIBYTE,
  lingerMs: 2 * SECOND_MS,
  lingerBytes: MEBIBYTE,
  jsonBytes: 64 * MEBIBYTE,
};
