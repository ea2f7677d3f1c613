import { DeleteTag, SetTag, tagAfter, type Changed } from '#application';

import { command, receipt } from '../http/routes/command-route.js';
import { DELETED_TAG_RECEIPT, TAG_RECEIPT } from './tag-schemas.js';
import { setTagShape } from './tag-shape.js';
import { SetTagBody } from './tags.bodies.js';

/** The commands of tags. */
export const TAG_COMMANDS = [
  command('PUT /v1/tags/:tag', {
    id: 'setTag',
    summary: 'Sets a tag at a moment, or moves it there',
    answer: TAG_RECEIPT,
    isAtOnce: true,
    body: SetTagBody,
    toCommand: (caller, { params, body }) => new SetTag(caller, { ...params, ...body }),
    present: receipt(
      async ({ subject: { tag }, events: [written] }: Changed<{ tag: string }>, { cluster }) =>
        setTagShape(await tagAfter(cluster, tag, written), written !== undefined),
    ),
  }),
  command('DELETE /v1/tags/:tag', {
    id: 'deleteTag',
    summary: 'Deletes a tag; the event that it names stays',
    answer: DELETED_TAG_RECEIPT,
    isAtOnce: true,
    toCommand: (caller, { params }) => new DeleteTag(caller, params),
    present: receipt(({ subject: { tag: name } }: Changed<{ tag: string }>) => ({ name })),
  }),
];
