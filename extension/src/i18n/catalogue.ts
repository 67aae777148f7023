import { CLEANUP_MESSAGES } from './messages/cleanup';
import { AUTOMATIC_MESSAGES } from './messages/automatic';
import { CARRY_OVER_MESSAGES } from './messages/carryOver';
import { COMMAND_MESSAGES } from './messages/commands';
import { DRAFT_MESSAGES } from './messages/drafts';
import { ERROR_MESSAGES } from './messages/errors';
import { UNKNOWN_MESSAGES, UNSAVED_MESSAGES } from './messages/exports';
import { FINDINGS_LIST_MESSAGES } from './messages/findingsList';
import { FOLLOW_UP_MESSAGES } from './messages/followUp';
import { LESIONS_MESSAGES } from './messages/lesions';
import { LESION_SEARCH_MESSAGES } from './messages/lesionSearch';
import { NOTICE_MESSAGES } from './messages/notices';
import { ORGAN_MESSAGES } from './messages/organs';
import { PANEL_MESSAGES } from './messages/panel';
import { PROPAGATION_MESSAGES } from './messages/propagation';
import { REPORT_MESSAGES } from './messages/report';
import { REASON_MESSAGES, RUNTIME_MESSAGES } from './messages/runtime';
import { SERIES_MESSAGES } from './messages/series';
import { SETUP_MESSAGES } from './messages/setup';
import { WORKFLOW_MESSAGES } from './messages/workflow';

/**
 * Every text of the product, English and Simplified Chinese side by side. A key that ends in `.one`
 * stands in for the key before it when the parameter `count` is 1.
 */
export const CATALOGUE = {
  ...CLEANUP_MESSAGES,
  ...AUTOMATIC_MESSAGES,
  ...CARRY_OVER_MESSAGES,
  ...COMMAND_MESSAGES,
  ...DRAFT_MESSAGES,
  ...ERROR_MESSAGES,
  ...FINDINGS_LIST_MESSAGES,
  ...FOLLOW_UP_MESSAGES,
  ...LESIONS_MESSAGES,
  ...LESION_SEARCH_MESSAGES,
  ...NOTICE_MESSAGES,
  ...ORGAN_MESSAGES,
  ...PANEL_MESSAGES,
  ...PROPAGATION_MESSAGES,
  ...REASON_MESSAGES,
  ...REPORT_MESSAGES,
  ...RUNTIME_MESSAGES,
  ...SERIES_MESSAGES,
  ...SETUP_MESSAGES,
  ...UNKNOWN_MESSAGES,
  ...UNSAVED_MESSAGES,
  ...WORKFLOW_MESSAGES,
} as const;

export type TextKey = keyof typeof CATALOGUE;

/** The names between braces in a template. */
type ParamsOf<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamsOf<Rest>
  : never;

/** The parameters that a text needs, by name. */
export type TextParams<K extends TextKey> = Readonly<
  Record<ParamsOf<(typeof CATALOGUE)[K]['en']>, string | number>
>;

/** None for a text without parameters, else exactly one object with all of them. */
export type TextArguments<K extends TextKey> = [ParamsOf<(typeof CATALOGUE)[K]['en']>] extends [
  never,
]
  ? []
  : [TextParams<K>];
