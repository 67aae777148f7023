import type { Attributes } from '../../../core/export/dicom/dataset';
import type { Finding, FindingSet } from '../../../core/export/findingSet';
import type { RegionMask } from '../../../core/mask/regionMask';
import type { RegionValues } from '../../../core/measure';

/** A DICOM instance as it crosses to the worker, once: all its frames share it. */
export interface InstanceData {
  /** By which the page names it. */
  readonly key: number;
  readonly attributes: Attributes;
}

/** A stored image: an instance, or a frame of one. */
export interface SourceData {
  readonly instance: number;
  /** From 1, for multi-frame instances. */
  readonly frameNumber?: number;
}

/** What findings mark on a stored image, cropped; its buffers are handed over. */
export interface PieceData {
  /** Index of the source. */
  readonly source: number;
  /** By index of the finding; only those that are there. */
  readonly masks: readonly { readonly finding: number; readonly mask: RegionMask }[];
  /** Modality values of the rectangle that holds the masks; null where the image has colours. */
  readonly values: RegionValues | null;
}

/** What is known of a finding; its masks come in pieces. */
export type FindingData = Omit<Finding, 'maskOf'>;

/** Where an exporter of another extension lies: an ES module that has it as its default export. */
export interface ExporterModule {
  readonly id: string;
  readonly module: string;
}

/** The findings of a job and what goes with them, beside their voxels. */
export interface JobData extends Omit<
  FindingSet,
  'sources' | 'findings' | 'valuesOf' | 'imageOf' | 'drawKeyImage' | 'report' | 'now' | 'makeUid'
> {
  readonly sources: readonly SourceData[];
  readonly findings: readonly FindingData[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly report: {
    /** BCP 47 tag of the language it is written in. */
    readonly language: string;
    readonly showsPatient: boolean;
    /** Of the font that PDF files embed. */
    readonly fontUrl: string;
  };
}
