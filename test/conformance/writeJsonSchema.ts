/** Writes the JSON Schema of findings files beside the code that defines it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findingsJsonSchema } from './jsonSchema';

const file = '../../extension/src/core/export/json/findings.schema.json';
writeFileSync(
  path.join(import.meta.dirname, file),
  `${JSON.stringify(findingsJsonSchema(), null, 2)}\n`,
);
