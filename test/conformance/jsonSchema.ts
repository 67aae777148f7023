import { toJSONSchema } from 'zod';
import { findingsSchema } from '../../extension/src/core/export/json';

/** The JSON Schema (2020-12) of findings files. */
export const findingsJsonSchema = () => ({
  title: 'Findings of the OHIF SAM extension',
  ...toJSONSchema(findingsSchema),
});
