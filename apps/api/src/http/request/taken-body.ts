/** A request body that was parsed while it was uploaded; the raw bytes are not kept. */
export abstract class TakenBody {
  /** The hash that identifies the request: sha-256 of method, path and body, in hex. */
  abstract readonly hash: string;

  /** Frees the memory and the files of the body. */
  abstract close(): void;
}
