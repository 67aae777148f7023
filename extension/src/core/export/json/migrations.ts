export type Json = Record<string, unknown>;

/** From each older version to the next: a file of version n goes through n, n + 1, … */
export const MIGRATIONS: Readonly<Record<number, (file: Json) => Json>> = {
  1: fromVersion1,
  2: fromVersion2,
  3: fromVersion3,
  4: fromVersion4,
};

/**
 * Version 1 had one modifier each of type and region, measured every finding in millimetres and
 * whole, and knew a spacing only of images with a place.
 */
function fromVersion1(file: Json): Json {
  return {
    ...file,
    version: 2,
    images: eachOf(file.images, image => ({
      ...image,
      pixelSpacing: isJson(image.geometry) ? (image.geometry.pixelSpacing ?? null) : null,
    })),
    findings: eachOf(file.findings, finding => ({
      ...finding,
      property: isJson(finding.property) ? withModifiers(finding.property) : finding.property,
      measurements: isJson(finding.measurements)
        ? { ...finding.measurements, lengthUnit: 'mm', images: [], unknown: {} }
        : finding.measurements,
    })),
  };
}

/** Version 2 knew of no edits of whole segments. */
function fromVersion2(file: Json): Json {
  return {
    ...file,
    version: 3,
    findings: eachOf(file.findings, finding => ({ ...finding, edits: [] })),
  };
}

/** Version 3 knew neither status nor role, nor that findings were merged or split. */
function fromVersion3(file: Json): Json {
  return { ...file, version: 4 };
}

/** Version 4 knew no prior study. */
function fromVersion4(file: Json): Json {
  return { ...file, version: 5 };
}

function withModifiers({ typeModifier, regionModifier, ...property }: Json): Json {
  return {
    ...property,
    ...(typeModifier === undefined ? {} : { typeModifiers: [typeModifier] }),
    ...(regionModifier === undefined ? {} : { regionModifiers: [regionModifier] }),
  };
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no list of objects is left for the schema to refuse. */
const eachOf = (list: unknown, change: (entry: Json) => Json): unknown =>
  Array.isArray(list)
    ? list.map((entry: unknown) => (isJson(entry) ? change(entry) : entry))
    : list;
