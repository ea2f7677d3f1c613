/** A body that was taken while it came in, and is not kept as it came. */
export abstract class TakenBody {
  /** What the request is recognised by: sha-256 of method, path and body; hex. */
  abstract readonly hash: string;

  /** Gives back what the body holds; nobody asks for it any more. */
  abstract close(): void;
}
