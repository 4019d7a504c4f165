import { IMAGE_ORDER_VERSION } from '../data/order.js';
import { VIEWS_VERSION } from '../data/views.js';
import { DROPIN_SCHEDULE_VERSION } from '../network/dropin-schedule.js';
import type { CodeVersions } from '../run/fingerprint.js';
import { LEARNING_RATE_VERSION } from './learning-rate.js';

/** Versions of the code that results depend on, in this program. */
export const CODE_VERSIONS: CodeVersions = {
  image_order: IMAGE_ORDER_VERSION,
  views: VIEWS_VERSION,
  learning_rate: LEARNING_RATE_VERSION,
  dropin_schedule: DROPIN_SCHEDULE_VERSION,
};
