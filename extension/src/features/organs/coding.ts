import { ANATOMY, LATERALITY, sameCode } from '../../core/export/codes';
import type { AnatomyId, FindingCoding, Laterality } from '../../core/export/segmentTypes';
import type { OrganPreset } from '../../core/organs';

/** What a segment of the organ is, as the panel's lists name it; nothing that they don't have. */
export function codingOfPreset({ code, laterality }: OrganPreset): FindingCoding {
  const structure = (Object.keys(ANATOMY) as AnatomyId[]).find(id => sameCode(ANATOMY[id], code));
  const side = (Object.keys(LATERALITY) as Laterality[]).find(
    id => laterality && sameCode(LATERALITY[id], laterality),
  );
  return { ...(structure && { structure }), ...(side && { side }) };
}
