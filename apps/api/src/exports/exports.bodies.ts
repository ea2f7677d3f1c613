import { type Type } from '@nestjs/common';

import { EventFilterQuery } from '../history/history.bodies.js';
import { withReason } from '../http/request/reason.js';

/** The filters of an export, and the reason for it. */
export class ExportQuery extends (withReason(EventFilterQuery) as Type<EventFilterQuery>) {}
