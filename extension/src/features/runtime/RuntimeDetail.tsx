import { megabytesText } from '../../ui/format';
import { usePanel } from '../../ui/panelContext';
import type { RuntimeState } from './types';

type Ready = Extract<RuntimeState, { phase: 'ready' }>;
type Downloading = Extract<RuntimeState, { phase: 'downloading' }>;

/** Below the state in words: download progress, or the backend and why it is this one. */
export function RuntimeDetail({ runtime }: { runtime: RuntimeState }) {
  return (
    <div className="sam-status-detail">
      {runtime.phase === 'downloading' && <Download {...runtime} />}
      {runtime.phase === 'ready' && <Backend {...runtime} />}
    </div>
  );
}

function Download({ loadedBytes, totalBytes, retrying }: Downloading) {
  const { texts } = usePanel();
  const percent = totalBytes > 0 ? Math.min(100, Math.round((100 * loadedBytes) / totalBytes)) : 0;
  const words = texts.text('runtime.downloaded', {
    loaded: megabytesText(texts, loadedBytes),
    total: megabytesText(texts, totalBytes),
  });
  return (
    <>
      <div
        className="sam-progress"
        role="progressbar"
        aria-label={texts.text('runtime.downloading')}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={words}
      >
        <div className="sam-progress-bar" style={{ width: `${percent}%` }} />
      </div>
      <p className="sam-number">{words}</p>
      {retrying && <p>{texts.text('runtime.retrying')}</p>}
    </>
  );
}

function Backend({ info }: Ready) {
  const { texts } = usePanel();
  const { provider, threads, model, reasons, failedProviders, storageTrouble } = info;
  return (
    <>
      <p
        className="sam-status-model"
        title={`${model.name} ${model.version} · SHA-256 ${model.sha256}`}
      >
        {model.name}
      </p>
      <p>
        {info.backend === 'webgpu'
          ? texts.text(`provider.${provider}`)
          : texts.text('runtime.wasm', { count: threads })}
      </p>
      {failedProviders.map(({ provider: failed, cause }) => (
        <p key={failed}>
          {texts.text(`providerFailed.${cause}`, { provider: texts.text(`provider.${failed}`) })}
        </p>
      ))}
      {reasons.map(reason => (
        <p key={reason}>{texts.text(`reason.${reason}`)}</p>
      ))}
      {storageTrouble && <p>{texts.text(`storage.${storageTrouble}`)}</p>}
    </>
  );
}
