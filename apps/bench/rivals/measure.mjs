import { readFileSync } from 'node:fs';

/**
 * Appends the events of a file one by one on each of several streams at once, and prints the events
 * per second. Arguments: the store's file, the file of events, the number of streams.
 *
 * @param open opens a file and returns a function that appends one event
 */
export const measure = async (open) => {
  const [, , file, source, producers] = process.argv;
  const events = JSON.parse(readFileSync(source, 'utf8'));
  const append = await open(file);
  const one = async (producer) => {
    const count = Number(producers);
    for (let at = producer, revision = -1; at < events.length; at += count, revision += 1)
      await append({ stream: `stream-${producer}`, revision, event: events[at] });
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Number(producers) }, (_, producer) => one(producer)));
  console.log(events.length / ((performance.now() - began) / 1000));
  process.exit(0);
};
