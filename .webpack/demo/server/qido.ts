import { attributeNamed } from './dicom/dictionary';
import type { DicomJson, JsonElement } from './dicom/dicomJson';
import type { Instance } from './dicomStore';

export type Level = 'study' | 'series' | 'instance';

const STUDY_TAGS = [
  ...['00080005', '00080020', '00080030', '00080050', '00080090', '00081030', '00100010'],
  ...['00100020', '00100030', '00100040', '0020000D', '00200010'],
];
const SERIES_TAGS = [
  ...['00080021', '00080031', '00080060', '0008103E', '0020000E', '00200011', '00180015'],
  ...['00400244', '00400245', '00400275'],
];
const INSTANCE_TAGS = [
  ...['00080016', '00080018', '00080023', '00080033', '00200013', '00280008', '00280010'],
  ...['00280011', '00280100'],
];
/** Attributes that a level has when no other are asked for (PS3.18 10.6.3.3). */
const TAGS: Readonly<Record<Level, readonly string[]>> = {
  study: STUDY_TAGS,
  series: [...STUDY_TAGS, ...SERIES_TAGS],
  instance: [...STUDY_TAGS, ...SERIES_TAGS, ...INSTANCE_TAGS],
};
const OPTIONS = new Set(['limit', 'offset', 'includefield', 'fuzzymatching', 'accept']);
const WILDCARD_VRS = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);

/**
 * Search (PS3.18 10.6) over instances of one study, one series or all, each result as DICOM JSON.
 *
 * @param root address of the service, for Retrieve URL
 */
export function search(
  instances: readonly Instance[],
  level: Level,
  query: URLSearchParams,
  root: string,
): DicomJson[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const { study, series, sop } = instance;
    const key = { study, series: `${study}/${series}`, instance: `${study}/${series}/${sop}` }[
      level
    ];
    const group = groups.get(key);
    if (group) group.push(instance);
    else groups.set(key, [instance]);
  }
  const fuzzy = query.get('fuzzymatching') === 'true';
  const conditions = [...query].flatMap(([name, value]) => {
    if (OPTIONS.has(name.toLowerCase()) || value === '') return [];
    const attribute = attributeNamed(name);
    return attribute ? [{ ...attribute, value }] : [];
  });
  const included = query
    .getAll('includefield')
    .flatMap(names => names.split(','))
    .filter(name => name !== '');
  const results: DicomJson[] = [];
  for (const group of groups.values()) {
    const computed = computedAttributes(group, level, root);
    const whole: DicomJson = { ...merged(group), ...computed };
    if (!conditions.every(c => matches(whole[c.tag], c.vr, c.value, fuzzy))) continue;
    results.push(pick(whole, [...TAGS[level], ...Object.keys(computed)], included));
  }
  const offset = Math.max(0, Number(query.get('offset')) || 0);
  const limit = Number.parseInt(query.get('limit') ?? '', 10);
  return results.slice(offset, Number.isNaN(limit) ? undefined : offset + limit);
}

/** Attributes of the first instance that has them: studies may hold secondary objects with less. */
function merged(group: readonly Instance[]): DicomJson {
  if (group.length === 1) return group[0].metadata;
  const result: DicomJson = { ...group[0].metadata };
  for (const tag of TAGS.series) {
    if (result[tag]?.Value) continue;
    const found = group.find(instance => instance.metadata[tag]?.Value);
    if (found) result[tag] = found.metadata[tag];
  }
  return result;
}

function computedAttributes(group: readonly Instance[], level: Level, root: string): DicomJson {
  const { study, series, sop } = group[0];
  const paths = {
    study: `/studies/${study}`,
    series: `/studies/${study}/series/${series}`,
    instance: `/studies/${study}/series/${series}/instances/${sop}`,
  };
  const attributes: DicomJson = {
    '00080056': { vr: 'CS', Value: ['ONLINE'] },
    '00081190': { vr: 'UR', Value: [root + paths[level]] },
    '0020000D': { vr: 'UI', Value: [study] },
  };
  if (level === 'instance') return attributes;
  if (level === 'series') {
    attributes['00201209'] = { vr: 'IS', Value: [group.length] };
    return attributes;
  }
  const modalities = new Set(group.flatMap(i => (i.metadata['00080060']?.Value ?? []) as string[]));
  // OHIF 3.13.2 fails on an empty one, and its whole study list with it.
  if (modalities.size) attributes['00080061'] = { vr: 'CS', Value: [...modalities].sort() };
  const seriesCount = new Set(group.map(instance => instance.series)).size;
  attributes['00201206'] = { vr: 'IS', Value: [seriesCount] };
  attributes['00201208'] = { vr: 'IS', Value: [group.length] };
  return attributes;
}

function pick(whole: DicomJson, tags: readonly string[], included: readonly string[]): DicomJson {
  const all = included.includes('all');
  const extra = included.flatMap(name => attributeNamed(name)?.tag ?? []);
  const wanted = all ? Object.keys(whole) : [...new Set([...tags, ...extra])];
  const result: DicomJson = {};
  for (const tag of wanted.sort()) {
    const element = whole[tag];
    if (element && !element.BulkDataURI) result[tag] = element;
  }
  return result;
}

/** Attribute matching (PS3.4 C.2.2.2): UID list, range, wildcard, single value. */
function matches(
  element: JsonElement | undefined,
  vr: string,
  wanted: string,
  fuzzy: boolean,
): boolean {
  if (/^\*+$/.test(wanted)) return true;
  const values = (element?.Value ?? []).filter(value => value !== null);
  if (vr === 'UI') return wanted.split(/[,\\]/).some(uid => values.includes(uid));
  if (vr === 'DA' || vr === 'TM' || vr === 'DT') {
    return values.some(value => inRange(String(value), wanted, vr));
  }
  const texts = values.flatMap(value =>
    typeof value === 'object' ? Object.values(value as object).map(String) : [String(value)],
  );
  if (!WILDCARD_VRS.has(vr)) return texts.includes(wanted);
  const alternatives = vr === 'CS' ? wanted.split(/[,\\]/) : [wanted];
  return alternatives.some(one => {
    const pattern = wildcard(one, fuzzy && vr === 'PN');
    return texts.some(text => pattern.test(text.normalize('NFC')));
  });
}

function inRange(value: string, wanted: string, vr: string): boolean {
  const normal = (text: string) =>
    vr === 'DA' ? text.replace(/[.-]/g, '') : text.replace(/:/g, '');
  // DT may end in a zone such as +0100 or -0500: only a hyphen before a year parts a range.
  const dash = vr === 'DA' && /^\d{4}-\d\d-\d\d$/.test(wanted) ? -1 : wanted.indexOf('-');
  const text = normal(value);
  if (dash < 0) return text.startsWith(normal(wanted));
  const [from, to] = [normal(wanted.slice(0, dash)), normal(wanted.slice(dash + 1))];
  return (!from || text >= from) && (!to || text.slice(0, to.length) <= to);
}

/** Names match without regard to case; fuzzily, at the beginning of any of their words. */
function wildcard(wanted: string, fuzzy: boolean): RegExp {
  const source = wanted
    .normalize('NFC')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return fuzzy ? new RegExp(`(^|[\\s^=])${source}`, 'iu') : new RegExp(`^${source}$`, 'isu');
}
