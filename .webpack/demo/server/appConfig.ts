export interface AppConfigOptions {
  /** Path of this project's installer on the viewer's origin, such as `/sam/install.js`. */
  readonly install?: string;
  /** What the site sets for this project, as `window.config.sam`. */
  readonly sam?: unknown;
  /** Lines of the site's own, such as those that bring in a second extension; before our installer. */
  readonly lines?: string;
}

/**
 * Text of `app-config.js` for OHIF 3.13: the DICOMweb server at `/dicom-web` on the viewer's own
 * origin, and this project's modules added by its installer without a rebuild.
 */
export function appConfig({ install, sam, lines = '' }: AppConfigOptions = {}): string {
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
  return `window.config = ${JSON.stringify({ ...config, extensions: [], modes: [] }, null, 2)};
${lines}
${install === undefined ? '' : installation(install)}`;
}

/** The lines that a site appends to its own app-config.js; the same stand in the README. */
const installation = (path: string) => `(config => {
  const install = () =>
    import('${path}').then(
      sam => sam.default(config),
      error => {
        console.error('SAM is not installed:', error);
        const note = document.body.appendChild(document.createElement('p'));
        note.textContent = 'SAM could not be loaded. The viewer works without it.';
        note.setAttribute('role', 'alert');
        note.style = 'position:fixed;bottom:0;z-index:1000;margin:8px;color:#fff;background:#5c2d06';
        return config;
      }
    );
  window.config = Object.defineProperties(install, Object.getOwnPropertyDescriptors(config));
})(window.config);
`;
