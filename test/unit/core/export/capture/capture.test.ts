import { encodeCapture } from '../../../../../extension/src/core/export/capture/encodeCapture';
import { ANATOMY } from '../../../../../extension/src/core/export/codes';
import { writePart10 } from '../../../../../extension/src/core/export/dicom/dataset';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import { encodePdf } from '../../../../../extension/src/core/export/pdf/encodePdf';
import { syntheticCases } from '../../../../conformance/cases';
import { captureInput, pdfInput } from '../../../../conformance/exporters';
import { judge, judgedTest } from '../judge';

const [{ sources }] = syntheticCases();

describe('secondary capture', () => {
  const input = captureInput(sources);
  const bytes = writePart10(encodeCapture(input).dataset);

  judgedTest('is accepted by dciodvfy', () => judge(bytes));

  it('keeps its pixels and sources', () => {
    const { attributes } = readPart10(bytes);
    const stored = attributes.PixelData as Uint8Array;
    expect([...stored.subarray(0, input.pixels.length)]).toEqual([...input.pixels]);
    expect(stored.length % 2).toBe(0);
    expect(attributes).toMatchObject({
      BurnedInAnnotation: 'NO',
      PatientID: 'P-001',
      SourceImageSequence: [{ ReferencedSOPInstanceUID: '2.25.4711.3.1' }],
    });
  });

  it('names the region where it is known', () => {
    const { dataset } = encodeCapture({ ...input, region: ANATOMY.liver });
    expect(dataset.AnatomicRegionSequence).toMatchObject([{ CodeValue: '10200004' }]);
    judge(writePart10(dataset));
  });

  it('is refused at another size', () => {
    expect(() => encodeCapture({ ...input, rows: 1 })).toThrow(/size/);
  });
});

describe('encapsulated PDF', () => {
  const input = pdfInput(sources);
  const bytes = writePart10(encodePdf(input).dataset);

  judgedTest('is accepted by dciodvfy', () => judge(bytes));

  it('keeps its bytes and their number', () => {
    const { attributes } = readPart10(bytes);
    const stored = attributes.EncapsulatedDocument as Uint8Array;
    const length = attributes.EncapsulatedDocumentLength as number;
    expect(length).toBe(input.pdf.length);
    expect([...stored.subarray(0, length)]).toEqual([...input.pdf]);
    expect(attributes).toMatchObject({ BurnedInAnnotation: 'YES', DocumentTitle: '报告' });
  });

  it('is refused for anything else', () => {
    expect(() => encodePdf({ ...input, pdf: new Uint8Array(20) })).toThrow(/no PDF/);
  });
});
