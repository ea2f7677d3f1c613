import { HttpProblem } from '../http/answer/http-problem.js';

/** How many things may be held at once, and how many bytes of them. */
export type Bounds = Readonly<{ count: number; bytes: number }>;

/** The share of one body; it is given back once. */
export type Share = Readonly<{
  /**
   * @throws HttpProblem 503 if the bounds leave less than that
   */
  grow: (bytes: number) => void;
  release: () => void;
}>;

/** The words by which a refusal names the bounded things, and the settings that bound them. */
export type Wording = Readonly<{
  slug: string;
  things: string;
  count?: string;
  bytes?: string;
}>;

/**
 * Bounds the memory that requests hold at once. A request that exceeds the bounds is refused at
 * once.
 */
export class Budget {
  private count = 0;
  private bytes = 0;

  constructor(
    readonly bounds: Bounds,
    private readonly wording: Wording,
  ) {}

  /** How many are held now, and how many bytes. */
  get held(): Bounds {
    return { count: this.count, bytes: this.bytes };
  }

  /**
   * @param announced the bytes that are known to come; more are added as they come
   * @throws HttpProblem 503 over the bounds
   */
  admit(announced = 0): Share {
    if (this.count >= this.bounds.count) throw this.busy('count');
    this.requireRoom(announced);
    this.count += 1;
    this.bytes += announced;
    let [reserved, used, isHeld] = [announced, 0, true];
    return {
      grow: (bytes) => {
        used += bytes;
        const more = Math.max(0, used - reserved);
        this.requireRoom(more);
        reserved += more;
        this.bytes += more;
      },
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.count -= 1;
        this.bytes -= reserved;
      },
    };
  }

  private requireRoom(bytes: number): void {
    if (this.bytes + bytes > this.bounds.bytes) throw this.busy('bytes');
  }

  private busy(bound: 'count' | 'bytes'): HttpProblem {
    const { slug, things, [bound]: setting } = this.wording;
    const limit = this.bounds[bound];
    const most = bound === 'count' ? `${limit} ${things}` : `${limit} bytes of ${things}`;
    const why = setting === undefined ? '' : ` (${setting})`;
    const detail = `at most ${most} are taken at once${why}: ask again later`;
    return new HttpProblem(503, slug, { detail });
  }
}
