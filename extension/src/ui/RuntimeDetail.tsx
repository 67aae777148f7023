import type { RuntimeState } from '../host/session/types';
import { megabytesText } from './format';
import { usePanel } from './panelContext';

/** Below the state in words: download progress, or the backend and why it is this one. */
export function RuntimeDetail({ runtime }: { runtime: RuntimeState }) {
  const { texts } = usePanel();

  if (runtime.phase === 'downloading') {
    const { loadedBytes, totalBytes } = runtime;
    const percent =
      totalBytes > 0 ? Math.min(100, Math.round((100 * loadedBytes) / totalBytes)) : 0;
    const words = texts.text('runtime.downloaded', {
      loaded: megabytesText(texts, loadedBytes),
      total: megabytesText(texts, totalBytes),
    });
    return (
      <div className="sam-status-detail">
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
      </div>
    );
  }

  if (runtime.phase !== 'ready') return <div className="sam-status-detail" />;

  const { backend, threads, model, reasons } = runtime.info;
  return (
    <div className="sam-status-detail">
      <p className="sam-spread">
        <span>
          {backend === 'webgpu'
            ? texts.text('runtime.webgpu')
            : texts.text('runtime.wasm', { count: threads })}
        </span>
        <span title={`${model.name} ${model.version} · SHA-256 ${model.sha256}`}>{model.name}</span>
      </p>
      {reasons.map(reason => (
        <p key={reason}>{texts.text(`reason.${reason}`)}</p>
      ))}
    </div>
  );
}
