import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LESIONS, type Lesions } from '../../.webpack/demo/phantom/anatomy';
import { generatePhantom, type Phantom } from '../../.webpack/demo/phantom/generatePhantom';
import { uidOf, writePhantomSet } from '../../.webpack/demo/phantom/writeSet';
import { writePart10, type Dataset } from '../../extension/src/core/export/dicom/dataset';
import { readPart10 } from '../../extension/src/core/export/dicom/readPart10';
import { sourceImage } from '../../extension/src/core/export/dicom/source';
import { propertyFromLabel } from '../../extension/src/core/export/segmentLabel';
import { encodeSr } from '../../extension/src/core/export/sr/encodeSr';
import { rotationBy } from '../../extension/src/core/followUp/rigid';
import type { Vec3 } from '../../extension/src/core/geometry/vec3';
import { wholeValues } from '../../extension/src/core/measure';
import type { LesionRole } from '../../extension/src/core/recist';
import { exportSeg, exportSr } from '../conformance/exporters';
import { MODEL, type ExportCase } from '../conformance/cases';
import { readSet } from '../data/readSet';

/** How the patient lay half a year before: turned by 8.6° about an oblique axis, and moved (mm). */
const TURN = rotationBy([0.06, -0.05, 0.13]);
const MOVED: Vec3 = [14, -9, 12];

/** Of the demo CT's lesions one was not there yet, two were smaller, and there was another one. */
const { lymph_node: _new, lung_nodule_small: _unseen, ...kept } = LESIONS;
const PRIOR: Lesions = {
  ...kept,
  liver_metastasis: { ...kept.liver_metastasis, diameter: 14 },
  lung_nodule: { ...kept.lung_nodule, diameter: 10 },
  liver_old: { centre: [-60, 25, -18], diameter: 14 },
};

/** What the prior report says of each, in its order. */
const PRIOR_LESIONS = {
  liver_metastasis: { label: 'Liver metastasis', role: 'target' },
  renal_mass: { label: 'Left kidney mass', role: 'target' },
  lung_nodule: { label: 'Right lung nodule', role: 'target' },
  liver_cyst: { label: 'Liver cyst', role: 'non-target' },
  liver_old: { label: 'Liver lesion', role: 'non-target' },
} as const satisfies Record<string, { readonly label: string; readonly role: LesionRole }>;

export type PriorName = keyof typeof PRIOR_LESIONS;

export const trackingOf = (name: PriorName) => ({
  id: `Prior ${name}`,
  uid: uidOf('prior', name),
});

/** The scanner's axes are its own: a patient who lies turned is on an upright grid. */
function asAxial(phantom: Phantom): Phantom {
  const [dx, dy, dz] = phantom.spacing;
  const [nx, ny, nz] = phantom.dims;
  return {
    ...phantom,
    origin: [(-dx * (nx - 1)) / 2, (-dy * (ny - 1)) / 2, (-dz * (nz - 1)) / 2],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    step: [0, 0, dz],
  };
}

/** What makes the phantom's series one of an earlier study of the same patient. */
const STUDY: Dataset = {
  ...Object.fromEntries(
    ['StudyDate', 'SeriesDate', 'AcquisitionDate', 'ContentDate'].map(name => [name, '20250702']),
  ),
  AccessionNumber: 'PHANTOM0',
  StudyDescription: 'Generated phantom, half a year before',
  StudyInstanceUID: uidOf('study', 'prior'),
  StudyID: '0',
  FrameOfReferenceUID: uidOf('frame of reference', 'prior'),
};

/**
 * A folder with an earlier study of the demo CT's patient: images, and a report (SR) with five lesions
 * and its segmentation. Made once.
 */
export async function ensurePriorStudy(cache: string): Promise<string> {
  const folder = path.join(cache, 'ct-prior-1');
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(path.join(cache, 'draft-'));
  const phantom = generatePhantom({
    ...{
      columns: 208,
      rows: 160,
      slices: 66,
      columnSpacing: 1.8,
      rowSpacing: 1.8,
      sliceSpacing: 3,
    },
    ...{ lesions: PRIOR, centre: MOVED, orientation: [TURN[0], TURN[1]], noise: 15 },
  });
  await writePhantomSet(draft, asAxial(phantom), {
    ...{ description: 'Axial 3 mm, prior', number: 1, rest: STUDY },
  });
  await writeReport(draft);
  await rename(draft, folder);
  return folder;
}

async function writeReport(folder: string): Promise<void> {
  const set = await readSet(folder);
  const dicom = path.join(folder, 'dicom');
  const sources = readdirSync(dicom)
    .sort()
    .map(file => {
      const bytes = new Uint8Array(readFileSync(path.join(dicom, file))).buffer;
      return sourceImage(readPart10(bytes).attributes);
    });
  const names = Object.keys(PRIOR_LESIONS) as PriorName[];
  const exportCase: ExportCase = {
    ...{ name: 'prior', sources, units: 'HU' },
    segments: names.map(name => ({
      label: PRIOR_LESIONS[name].label,
      property: propertyFromLabel(PRIOR_LESIONS[name].label),
      algorithm: MODEL,
      tracking: trackingOf(name),
      maskOf: index => {
        const mask = set.truth(name, index);
        return mask.width ? mask : null;
      },
    })),
    valuesOf: index => wholeValues(set.slices[index].values, set.dims[0], set.dims[1]),
  };
  const seg = exportSeg(exportCase).encoded;
  const { input } = exportSr(exportCase, seg);
  const report = encodeSr({
    ...input,
    findings: input.findings.map((finding, n) => ({
      ...finding,
      role: PRIOR_LESIONS[names[n]].role,
    })),
  });
  for (const [name, { dataset }] of Object.entries({ seg, report })) {
    await writeFile(path.join(dicom, `${name}.dcm`), Buffer.from(writePart10(dataset)));
  }
}
