import { type Json } from './tidemark.js';

/** One server-sent event. */
export type Message = Readonly<{ id: string; event: string; data: Json }>;

const parse = (block: string): Message => {
  const fields = Object.fromEntries(
    block
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const { id = '', event = '', data = '{}' } = fields;
  return { id, event, data: JSON.parse(data) as Json };
};

/** The messages of a stream of server-sent events, until it ends. */
export async function* messages(answer: Response): AsyncGenerator<Message> {
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end).trim();
      text = text.slice(end + 2);
      if (block.includes('data:')) yield parse(block);
    }
  }
}

/** The next messages of a stream; fewer if it ends. */
export const take = async (
  stream: AsyncGenerator<Message>,
  count: number,
): Promise<readonly Message[]> => {
  const taken: Message[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};
