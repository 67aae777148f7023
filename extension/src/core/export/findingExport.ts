import { describeUnexpected, logUnexpected } from '../errors';
import { type SegmentMeasurements } from '../measure';
import { layoutOf, type SourceLayout } from './dicom/sourceLayout';
import { type Exporter, type WrittenFile } from './exporter';
import { EXPORTERS } from './exporters';
import { type FindingJob } from './findingJob';
import {
  type ExportedFile,
  type ExportShortfall,
  type FindingSet,
  type WrittenFiles,
} from './findingSet';
import { measureFinding, trueUnits } from './measureFinding';
import { ExportRefusal } from './reasons';
import { contentOf, isSame } from './report/exporter';
import { reportText } from './report/reportText';

interface Written {
  readonly exporter: Exporter<FindingJob>;
  readonly file: WrittenFile;
}

/**
 * Measures findings and writes them in any format; each file is read again and compared before it
 * is handed out. What one format can't hold, and what can't be measured, holds up no other.
 */
export class FindingExport {
  /** Of each finding; null for one without a voxel. */
  readonly measurements: readonly (SegmentMeasurements | null)[];
  /** What the values are in, as far as the images say so. */
  readonly units: FindingSet['units'];
  private readonly set: FindingSet;
  private readonly layout: SourceLayout;
  private readonly written = new Map<string, Written>();

  constructor(
    set: FindingSet,
    private readonly exporters: readonly Exporter<FindingJob>[] = EXPORTERS,
  ) {
    const findings = set.findings.map(finding => ({
      ...finding,
      maskOf: (index: number) => {
        const mask = finding.maskOf(index);
        return mask?.data.includes(1) ? mask : null;
      },
    }));
    this.layout = layoutOf(set.sources, set.makeUid);
    this.units = trueUnits({ ...set, findings });
    this.set = { ...set, findings, units: this.units };
    this.measurements = findings.map(finding => {
      try {
        return measureFinding(this.set, this.layout, finding, this.units);
      } catch (error) {
        logUnexpected(error, 'not measured');
        return null;
      }
    });
  }

  /**
   * Writes new objects, with UIDs of their own, in the formats asked for and those that they refer
   * to. A format that can't hold the findings, or that reads differently than it was written, is
   * refused with the reason.
   */
  async write(formats: readonly string[]): Promise<WrittenFiles> {
    this.written.clear();
    const job = this.job();
    const refused: ExportShortfall[] = [];
    const partial: ExportShortfall[] = [];
    for (const exporter of this.inOrder(formats)) {
      try {
        const files = await writeAndVerify(exporter, job);
        for (const file of files) this.written.set(file.name, { exporter, file });
        const code = files.find(({ leftOut }) => leftOut)?.leftOut;
        if (code) partial.push({ format: exporter.id, code, reason: code });
      } catch (error) {
        refused.push(shortfall(exporter.id, error));
      }
    }
    const files = [...this.written.values()].map(({ exporter, file }): ExportedFile => {
      const { name, mediaType, bytes, instance } = file;
      return { format: exporter.id, name, mediaType, bytes, ...(instance ? { instance } : {}) };
    });
    return { files, refused, partial };
  }

  /** What differs between bytes that came back and the file of that name; empty when nothing does. */
  compare(name: string, bytes: ArrayBuffer): readonly string[] {
    const written = this.written.get(name);
    if (!written) return ['Nothing was written under this name.'];
    return differences(written.exporter, written.file, bytes, this.job());
  }

  /** The report as plain text, to be pasted. */
  reportText(): string {
    return reportText(contentOf(this.job(), []));
  }

  private job(): FindingJob {
    const { set, layout, measurements, written } = this;
    return {
      ...set,
      ...{ set, layout, measurements },
      imageOf: index => wholeImage(set, index),
      filesOf: id =>
        [...written.values()].flatMap(({ exporter, file }) => (exporter.id === id ? [file] : [])),
    };
  }

  /** The exporters asked for, each after those that it needs. */
  private inOrder(formats: readonly string[]): Exporter<FindingJob>[] {
    const order: Exporter<FindingJob>[] = [];
    const add = (exporter: Exporter<FindingJob>) => {
      if (order.includes(exporter)) return;
      for (const id of exporter.needs ?? []) this.exporters.filter(e => e.id === id).forEach(add);
      order.push(exporter);
    };
    this.exporters.filter(({ id }) => formats.includes(id)).forEach(add);
    return order;
  }
}

async function writeAndVerify(
  exporter: Exporter<FindingJob>,
  job: FindingJob,
): Promise<readonly WrittenFile[]> {
  const files = await exporter.write(job);
  const found = files.flatMap(file => differences(exporter, file, file.bytes, job));
  if (found.length) throw new ExportRefusal('reads-differently', found.join(' '));
  return files;
}

function differences(
  exporter: Exporter<FindingJob>,
  file: WrittenFile,
  bytes: ArrayBuffer,
  job: FindingJob,
): readonly string[] {
  if (exporter.verify) return exporter.verify(file, bytes, job);
  return isSame(file.bytes, bytes) ? [] : ['The bytes differ.'];
}

/** Why a format is missing. What was not foreseen is told to the console as well. */
function shortfall(format: string, error: unknown): ExportShortfall {
  if (error instanceof ExportRefusal) return { format, code: error.reason, reason: error.detail };
  logUnexpected(error, `${format} was not written`);
  return { format, code: 'unexpected', reason: describeUnexpected(error) };
}

/** Values of a whole image for pictures; null where only a part of it is at hand. */
async function wholeImage(
  { sources, valuesOf, imageOf }: FindingSet,
  index: number,
): Promise<Float32Array | null> {
  if (imageOf) return imageOf(index);
  const values = valuesOf(index);
  const { columns, rows } = sources[index];
  return values && values.width === columns && values.height === rows ? values.data : null;
}
