import { SamError } from '../core/errors';
import type { Attributes } from '../core/export/dicom/dataset';
import { readPart10 } from '../core/export/dicom/readPart10';
import { instanceOf } from './imageMetadata';
import type {
  DataSource,
  Host,
  OhifDisplaySet,
  OhifInstance,
  QueriedSeries,
  QueriedStudy,
} from './ohif';
import { imageIdsOf, type StudyImages } from './studyImages';

/** A report, or a segmentation, of an earlier study of the patient. */
export interface PriorReport {
  readonly kind: 'SR' | 'SEG';
  readonly studyUid: string;
  /** Null where the data source names no series: any of the study is meant. */
  readonly seriesUid: string | null;
  /** YYYYMMDD; empty where it is not known. */
  readonly date: string;
  readonly study: string;
  readonly report: string;
}

/** An object of an earlier study. */
interface PriorObject {
  /** By keyword, as `readPart10` has them or as the viewer's metadata do. */
  readonly attributes: Attributes;
  /** The file, where the data source gives it. */
  readonly bytes?: ArrayBuffer;
}

/** So many earlier studies with reports are looked into, the newest first. */
const MOST_STUDIES = 20;

/**
 * Earlier studies of the patient whose study is open, in the viewer's own data source and by its own
 * searches, as its list of studies asks them.
 */
export class PriorStudies {
  constructor(
    private readonly host: Host,
    private readonly images: Pick<StudyImages, 'studyUid'>,
  ) {}

  /**
   * Reports and segmentations of earlier studies, the newest first; null when the data source can't be asked for a
   * patient, or the study names none. Rejects with SamError `prior-unavailable`.
   */
  async reports(): Promise<readonly PriorReport[] | null> {
    const [source] = this.host.extensionManager.getActiveDataSource();
    const open = this.openInstance();
    const patientId = textOf(open?.PatientID);
    const { studies, series } = source?.query ?? {};
    if (!open || !patientId || !studies?.search) return null;
    try {
      // Without this some sources find every patient whose number holds this one.
      const asked = { patientId, disableWildcard: true };
      const found = listOf<QueriedStudy>(await studies.search(asked));
      const earlier = found.filter(study => isEarlier(study, open, patientId));
      const reports: PriorReport[] = [];
      for (const study of earlier.sort(newestFirst).slice(0, MOST_STUDIES)) {
        const uid = study.studyInstanceUid!;
        const named = listOf<QueriedSeries>(await series?.search?.(uid));
        reports.push(...reportsOf(study, named));
      }
      return reports;
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Has the viewer read a study, and resolves to the report or segmentation, the newest of several.
   * Rejects with SamError `prior-unavailable` or `prior-unreadable`.
   */
  async read({ kind, studyUid, seriesUid }: PriorReport): Promise<PriorObject> {
    const [source] = this.host.extensionManager.getActiveDataSource();
    try {
      if (!this.displaySetsOf(studyUid).length) {
        await source?.retrieve?.series?.metadata?.({ StudyInstanceUID: studyUid });
      }
      const found = this.displaySetsOf(studyUid)
        .filter(({ Modality }) => Modality === kind)
        .flatMap(({ instance, instances }) => instance ?? instances?.[0] ?? [])
        .filter(instance => !seriesUid || instance.SeriesInstanceUID === seriesUid)
        .sort((a, b) => writtenAt(b).localeCompare(writtenAt(a)));
      if (!found.length) throw new SamError('prior-unavailable', 'the study has no such object');
      return await wholeObject(source, found[0]);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Display sets of a study that has been read. */
  displaySetsOf(studyUid: string): readonly OhifDisplaySet[] {
    return this.host.services.displaySetService
      .getActiveDisplaySets()
      .filter(displaySet => displaySet.StudyInstanceUID === studyUid);
  }

  /** The display set that an image belongs to. */
  displaySetOf(imageId: string): OhifDisplaySet | undefined {
    const { SeriesInstanceUID, SOPInstanceUID } = instanceOf(this.host, imageId);
    return this.host.services.displaySetService
      .getActiveDisplaySets()
      .find(
        set =>
          set.SeriesInstanceUID === SeriesInstanceUID &&
          (set.images ?? set.instances ?? []).some(
            instance => instance.SOPInstanceUID === SOPInstanceUID,
          ),
      );
  }

  private openInstance(): OhifInstance | undefined {
    const uid = this.images.studyUid();
    const [first] = this.displaySetsOf(uid ?? '').filter(set => imageIdsOf(set).length);
    return (first?.instances ?? first?.images)?.[0];
  }
}

function isEarlier(study: QueriedStudy, open: OhifInstance, patientId: string): boolean {
  const { studyInstanceUid, mrn, date = '', time = '', patientBirthDate } = study;
  if (!studyInstanceUid || studyInstanceUid === open.StudyInstanceUID) return false;
  if (textOf(mrn) !== patientId) return false;
  // The same number in another hospital.
  const born = [textOf(patientBirthDate), textOf(open.PatientBirthDate)];
  if (born[0] && born[1] && digits(born[0]) !== digits(born[1])) return false;
  const [openDate, openTime] = [textOf(open.StudyDate) ?? '', textOf(open.StudyTime) ?? ''];
  if (!date || !openDate || digits(date) < digits(openDate)) return true;
  return digits(date) === digits(openDate) && (!time || !openTime || time <= openTime);
}

/** Reports first: they say more. */
const KINDS = ['SR', 'SEG'] as const;

/** Some sources name no series: then the modalities of the study have to do. */
function reportsOf(study: QueriedStudy, series: readonly QueriedSeries[]): PriorReport[] {
  const { studyInstanceUid: studyUid = '', date = '', description = '', modalities = '' } = study;
  const about = { studyUid, date: digits(date), study: description };
  if (!series.length) {
    const has = modalities.split(/[\\/,]/).map(modality => modality.trim());
    return KINDS.filter(kind => has.includes(kind)).map(kind => ({
      ...{ kind, ...about, seriesUid: null, report: '' },
    }));
  }
  return KINDS.flatMap(kind =>
    series
      .filter(({ modality }) => modality === kind)
      .map(({ seriesInstanceUid = null, description: report = '' }) => ({
        ...{ kind, ...about, seriesUid: seriesInstanceUid, report },
      })),
  );
}

/** As it is stored, where the source gives that; else as the viewer's metadata have it. */
async function wholeObject(
  source: DataSource | undefined,
  instance: OhifInstance,
): Promise<PriorObject> {
  const client = source?.retrieve?.getWadoDicomWebClient?.();
  if (!client) return { attributes: instance };
  const bytes = await client.retrieveInstance({
    studyInstanceUID: instance.StudyInstanceUID,
    seriesInstanceUID: instance.SeriesInstanceUID,
    sopInstanceUID: instance.SOPInstanceUID,
  });
  try {
    return { attributes: readPart10(bytes).attributes, bytes };
  } catch (error) {
    throw new SamError('prior-unreadable', 'not DICOM', { cause: error });
  }
}

function unavailable(error: unknown): SamError {
  if (error instanceof SamError) return error;
  return new SamError('prior-unavailable', 'the data source failed', { cause: error });
}

const newestFirst = (a: QueriedStudy, b: QueriedStudy) =>
  `${digits(b.date ?? '')}${b.time ?? ''}`.localeCompare(`${digits(a.date ?? '')}${a.time ?? ''}`);
const writtenAt = ({ ContentDate, ContentTime }: OhifInstance) =>
  `${textOf(ContentDate) ?? ''}${textOf(ContentTime) ?? ''}`;
const digits = (date: string) => date.replace(/\D/g, '');
const listOf = <Entry>(found: unknown) => (Array.isArray(found) ? (found as Entry[]) : []);
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;
