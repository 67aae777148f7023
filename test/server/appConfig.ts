export interface AppConfigOptions {
  /** Modules to add, as paths on the viewer's origin: `/sam/extension.js`. */
  readonly extensions?: readonly string[];
  readonly modes?: readonly string[];
  /** What the site sets for this project, as `window.config.sam`. */
  readonly sam?: unknown;
}

/**
 * Text of `app-config.js` for OHIF 3.13: the DICOMweb server at `/dicom-web` on the viewer's own
 * origin, and this project's modules loaded without a rebuild. Their addresses have to be
 * absolute, so they are made in the browser.
 */
export function appConfig({ extensions = [], modes = [], sam }: AppConfigOptions = {}): string {
  const config = {
    name: 'ohif-sam',
    routerBasename: '/',
    showStudyList: true,
    maxNumberOfWebWorkers: 2,
    showWarningMessageForCrossOrigin: true,
    showCPUFallbackMessage: true,
    showLoadingIndicator: true,
    strictZSpacingForVolumeViewport: true,
    groupEnabledModesFirst: true,
    maxNumRequests: { interaction: 100, thumbnail: 5, prefetch: 10 },
    showErrorDetails: 'always',
    investigationalUseDialog: { option: 'never' },
    customizationService: [{ 'segmentation.store.defaultMode': { $set: 'bitmap' } }],
    defaultDataSourceName: 'dicomweb',
    dataSources: [
      {
        namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
        sourceName: 'dicomweb',
        configuration: {
          friendlyName: 'DICOMweb server',
          name: 'dicomweb',
          qidoRoot: '/dicom-web',
          wadoRoot: '/dicom-web',
          wadoUriRoot: '/dicom-web',
          qidoSupportsIncludeField: false,
          imageRendering: 'wadors',
          thumbnailRendering: 'wadors',
          enableStudyLazyLoad: true,
          supportsFuzzyMatching: false,
          supportsWildcard: true,
          dicomUploadEnabled: true,
          omitQuotationForMultipartRequest: true,
          bulkDataURI: { enabled: true, relativeResolution: 'studies' },
        },
      },
    ],
    ...(sam === undefined ? {} : { sam }),
  };
  const absolute = (paths: readonly string[]) =>
    `${JSON.stringify(paths)}.map(path => window.location.origin + path)`;
  return [
    `window.config = ${JSON.stringify(config, null, 2)};`,
    `window.config.extensions = ${absolute(extensions)};`,
    `window.config.modes = ${absolute(modes)};`,
    '',
  ].join('\n');
}
