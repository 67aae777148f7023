/** The part of daikon that the reader uses; the package has no types. */
declare module 'daikon' {
  export interface Tag {
    readonly vr: string;
    readonly value: unknown;
  }
  export interface Image {
    readonly littleEndian: boolean;
    getTag(group: number, element: number): Tag | undefined;
    getRawData(): ArrayBuffer;
    hasPixelData(): boolean;
  }
  const daikon: {
    readonly Series: {
      parseImage(data: DataView): Image | null;
      parserError: Error | null;
    };
    readonly Image: { skipPaletteConversion: boolean };
    readonly Parser: { verbose: boolean };
  };
  export default daikon;
}
