/** The part of dcmjs 0.52.0 that is used here; the package has no types of its own. */
declare module 'dcmjs' {
  interface DicomElement {
    vr: string;
    Value?: unknown[];
  }
  type DicomElements = Record<string, DicomElement>;

  interface DicomFile {
    /** Elements by tag, eight hexadecimal digits. */
    dict: DicomElements;
    write(): ArrayBuffer;
  }

  interface Dcmjs {
    data: {
      DicomDict: new (meta: DicomElements) => DicomFile;
      DicomMetaDictionary: {
        denaturalizeDataset(dataset: Record<string, unknown>): DicomElements;
        /** By tag in the form "(0010,0010)". */
        dictionary: Record<string, { name: string; vr: string } | undefined>;
      };
      Colors: {
        /** Red, green, blue from 0 to 1 to CIELab as integers of PS3.3 C.10.7.1.1, and back. */
        rgb2DICOMLAB(rgb: readonly number[]): number[];
        dicomlab2RGB(lab: readonly number[]): number[];
      };
    };
  }

  const dcmjs: Dcmjs;
  export default dcmjs;
}
