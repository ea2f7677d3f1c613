import { faultOfValue } from './document.js';

const MESSAGE = ['components', 'schemas', 'EventMessage'];
const EVENT = ['components', 'schemas', 'Event'];

/** The fields of a message, or a comment. */
const LINE = /^(?:(event|id|data): (.*)|:.*)$/;

/** The fields of a block of lines; undefined if a line is neither a field nor a comment. */
const fieldsOf = (block: string): Readonly<Record<string, string>> | undefined => {
  const lines = block.split('\n').map((line) => LINE.exec(line));
  if (lines.includes(null)) return undefined;
  const fields = lines.flatMap((line) => (line?.[1] === undefined ? [] : [[line[1], line[2]]]));
  return Object.fromEntries(fields) as Record<string, string>;
};

/** The fault of one block of a stream of events: a message, or a comment. */
export const faultOfBlock = (block: string): string | undefined => {
  const fields = fieldsOf(block);
  if (fields === undefined) return `"${block}" is no message`;
  if (Object.keys(fields).length === 0) return undefined;
  const fault = faultOfValue(MESSAGE, fields) ?? faultOfEvent(fields);
  return fault && `the message "${block}": ${fault}`;
};

const faultOfEvent = ({
  id,
  event: type,
  data = '',
}: Readonly<Record<string, string>>): string | undefined => {
  const event = JSON.parse(data) as Readonly<{ type: string; position: string }>;
  if (event.type !== type || event.position !== id) return 'it has the name of another event';
  return faultOfValue(EVENT, event);
};

/** Passes a stream of events on, and reports each fault in it. */
export const checkedMessages = (
  report: (fault: string) => void,
): TransformStream<Uint8Array, Uint8Array> => {
  const decoder = new TextDecoder();
  let text = '';
  return new TransformStream({
    transform(piece, out) {
      out.enqueue(piece);
      text += decoder.decode(piece, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fault = faultOfBlock(block);
        if (fault !== undefined) report(fault);
      }
    },
  });
};
