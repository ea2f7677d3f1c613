/** Groups items into batches of the given size. It ends early once the signal has aborted. */
export async function* inBatches<Item>(
  source: AsyncIterable<Item>,
  size: number,
  signal?: AbortSignal,
): AsyncIterable<readonly Item[]> {
  let batch: Item[] = [];
  for await (const item of source) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    if (signal?.aborted === true) return;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
