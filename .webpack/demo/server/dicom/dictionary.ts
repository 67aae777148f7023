import dcmjs from 'dcmjs';

interface Entry {
  /** Eight hexadecimal digits, upper case. */
  readonly tag: string;
  readonly vr: string;
}

const { dictionary, nameMap } = dcmjs.data.DicomMetaDictionary as unknown as {
  dictionary: Record<string, { vr: string } | undefined>;
  nameMap: Record<string, { tag: string; vr: string } | undefined>;
};

/** VR of a tag in PS3.6, as dicom-parser names tags (`x00100010`); undefined for private and unknown ones. */
export function vrOf(tag: string): string | undefined {
  const entry = dictionary[`(${tag.slice(1, 5)},${tag.slice(5, 9)})`.toUpperCase()];
  switch (entry?.vr) {
    case 'ox':
    case 'lt':
      return 'OW';
    default:
      return entry?.vr;
  }
}

/** The attribute that a QIDO-RS query names, by keyword or by eight hexadecimal digits. */
export function attributeNamed(name: string): Entry | undefined {
  const tag = /^[0-9a-f]{8}$/i.test(name)
    ? name.toUpperCase()
    : nameMap[name]?.tag.replace(/[(),]/g, '').toUpperCase();
  return tag === undefined ? undefined : { tag, vr: vrOf(`x${tag}`) ?? 'UN' };
}
