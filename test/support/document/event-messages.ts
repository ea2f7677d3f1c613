import { faultOfValue } from './document.js';

const schema = (name: string): string[] => ['components', 'schemas', name];

/** The schemas of the messages about drift, by their event; all others are of the history. */
const OF_DRIFT: Readonly<Record<string, string>> = { drift: 'DriftItem', gone: 'DriftGone' };

/** The fields of a message, or a comment. */
const LINE = /^(?:(event|id|data): (.*)|:.*)$/;

/** The fields of a block of lines; undefined if a line is neither a field nor a comment. */
const fieldsOf = (block: string): Readonly<Record<string, string>> | undefined => {
  const lines = block.split('\n').map((line) => LINE.exec(line));
  if (lines.includes(null)) return undefined;
  const fields = lines.flatMap((line) => (line?.[1] === undefined ? [] : [[line[1], line[2]]]));
  return Object.fromEntries(fields) as Record<string, string>;
};

/** The fault of one block of a stream: a message, or a comment. */
export const faultOfBlock = (block: string): string | undefined => {
  const fields = fieldsOf(block);
  if (fields === undefined) return `"${block}" is no message`;
  if (Object.keys(fields).length === 0) return undefined;
  const fault = faultOfMessage(fields);
  return fault && `the message "${block}": ${fault}`;
};

const faultOfMessage = (fields: Readonly<Record<string, string>>): string | undefined => {
  const { event = '', data = '' } = fields;
  const named = OF_DRIFT[event];
  if (named === undefined)
    return faultOfValue(schema('EventMessage'), fields) ?? faultOfEvent(fields);
  return (
    faultOfValue(schema('DriftMessage'), fields) ?? faultOfValue(schema(named), JSON.parse(data))
  );
};

const faultOfEvent = ({
  id,
  event: type,
  data = '',
}: Readonly<Record<string, string>>): string | undefined => {
  const event = JSON.parse(data) as Readonly<{ type: string; position: string }>;
  if (event.type !== type || event.position !== id) return 'it has the name of another event';
  return faultOfValue(schema('Event'), event);
};

/** Passes a stream on, and reports each fault in it. */
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
