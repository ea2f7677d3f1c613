import { type Answer, type Json, type Tidemark } from './tidemark.js';
import { type Asked, type SetScene } from './two-requests.js';
import { type Pair } from '../support/interleavings.js';

/**
 * A scene as texts. `~` stands for the end of the names of this run, and `{0}` for the id of the
 * thing that the first request of `before` has made.
 */
export type Sketch = Pair<Asked> &
  Readonly<{
    /** The requests that are sent beforehand. */
    before: readonly Asked[];
    /**
     * The reads that show the effect: a path, or `nodes`, `groups` or `resources` for those of this
     * run.
     */
    seen: readonly string[];
  }>;

export const sceneOf =
  ({ before, A, B, seen }: Sketch): SetScene =>
  async (tidemark, run) => {
    const ids: string[] = [];
    const filled = <Value>(value: Value): Value =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll('~', run)
          .replaceAll(/\{(\d)\}/g, (_, at: string) => ids[Number(at)] ?? ''),
      ) as Value;
    for (const ask of before) {
      const { body } = await taken(tidemark, filled(ask));
      ids.push(String((body['result'] as Json)['id']));
    }
    const state = (): Promise<unknown> =>
      Promise.all(filled(seen).map((what) => shownOf(tidemark, what, run)));
    return { A: filled(A), B: filled(B), state };
  };

const taken = async (tidemark: Tidemark, [request, body, headers]: Asked): Promise<Answer> => {
  const answer = await tidemark.send(request, body, headers);
  if (answer.status >= 300) throw new Error(`${request}: ${JSON.stringify(answer.body)}`);
  return answer;
};

const shownOf = async (tidemark: Tidemark, what: string, run: string): Promise<unknown> => {
  if (what.startsWith('/')) return tidemark.get(what);
  const items = await tidemark.items(`/v1/${what}?limit=1000`);
  return items.filter(({ name }) => String(name).endsWith(run));
};
