/**
 * The panel's own style sheet. Colours are the host's theme variables (HSL triples), each with the
 * value of OHIF 3.13's default theme for hosts that lack it; every class begins with `sam-`.
 */
export const PANEL_CSS = `
.sam-panel {
  --sam-background: hsl(var(--background, 0 0% 0%));
  --sam-foreground: hsl(var(--foreground, 0 0% 98%));
  --sam-bar: hsl(var(--popover, 219 90% 15%));
  --sam-body: hsl(var(--muted, 234 64% 10%));
  --sam-muted: hsl(var(--muted-foreground, 200 46% 65%));
  --sam-highlight: hsl(var(--highlight, 191 74% 63%));
  --sam-line: hsl(var(--input, 236 52% 30%));
  --sam-ready: #48bb78;
  --sam-warning: #f6c453;
  --sam-error: #ff8a80;
  display: flex;
  flex-direction: column;
  height: 100%;
  min-height: 0;
  min-width: 0;
  background: var(--sam-background);
  color: var(--sam-foreground);
  font-size: 13px;
  line-height: 18px;
  overflow-wrap: anywhere;
}
.sam-panel *, .sam-panel *::before { box-sizing: border-box; }
.sam-panel p, .sam-panel h3, .sam-panel ul { margin: 0; padding: 0; }
.sam-panel ul { list-style: none; }
.sam-panel :focus-visible {
  outline: 2px solid hsl(var(--ring, 214 98% 60%));
  outline-offset: 1px;
}
.sam-scroll {
  flex: 1 1 auto;
  min-height: 0;
  overflow: hidden auto;
  scrollbar-gutter: stable;
  scrollbar-width: thin;
  scrollbar-color: hsl(var(--neutral, 213 22% 59%) / 0.5) transparent;
}
.sam-icon {
  flex: none;
  width: 16px;
  height: 16px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.5;
  stroke-linecap: round;
  stroke-linejoin: round;
}
.sam-panel kbd {
  min-width: 16px;
  padding: 0 3px;
  border: 1px solid currentColor;
  border-radius: 3px;
  font: inherit;
  font-size: 10px;
  line-height: 13px;
  text-align: center;
  opacity: 0.75;
}
.sam-number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.sam-hint { color: var(--sam-muted); font-size: 12px; line-height: 16px; min-height: 16px; }
.sam-spread { display: flex; justify-content: space-between; gap: 8px; }

.sam-section-bar {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 8px;
  height: 28px;
  margin: 2px 0;
  padding: 0 4px 0 10px;
  border-radius: 4px;
  background: var(--sam-bar);
}
.sam-section-title { color: var(--sam-muted); font-size: 13px; font-weight: 500; white-space: nowrap; }
.sam-section-body[hidden] { display: none; }
.sam-section-title:has(> .sam-fold) { flex: 1; }
.sam-fold { display: flex; align-items: center; justify-content: space-between; width: 100%; padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
.sam-fold[aria-expanded='true'] > .sam-icon { transform: rotate(90deg); }
.sam-steps { display: grid; grid-template-columns: repeat(4, 1fr); gap: 4px; }
.sam-steps > button { height: 24px; padding: 0 2px; }
.sam-steps > button[aria-pressed='true'] { box-shadow: inset 0 0 0 1px var(--sam-highlight); }
.sam-offer { grid-template-columns: 1fr auto; }
.sam-workflow { padding: 6px 8px; }
.sam-workflow > .sam-hint { height: 48px; margin-top: 4px; overflow: hidden auto; scrollbar-width: thin; }
.sam-section-body {
  display: flex;
  flex-direction: column;
  gap: 6px;
  padding: 6px 8px;
  border-radius: 0 0 4px 4px;
  background: var(--sam-body);
}

.sam-button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 4px;
  min-width: 24px;
  height: 24px;
  padding: 0 6px;
  border: 0;
  border-radius: 4px;
  background: transparent;
  color: inherit;
  font: inherit;
  font-size: 12px;
  line-height: 16px;
  white-space: nowrap;
  cursor: pointer;
}
.sam-button[aria-disabled='true'] { opacity: 0.55; cursor: not-allowed; }
.sam-button-primary { height: 28px; background: hsl(var(--primary, 214 98% 60%) / 0.6); }
.sam-button-primary:not([aria-disabled='true']):hover { background: hsl(var(--primary, 214 98% 60%) / 0.8); }
.sam-button-secondary { height: 28px; background: hsl(var(--primary, 214 98% 60%) / 0.25); }
.sam-button-secondary:not([aria-disabled='true']):hover { background: hsl(var(--primary, 214 98% 60%) / 0.45); }
.sam-button-ghost { padding: 0 4px; color: hsl(var(--primary, 214 98% 60%)); }
.sam-button-ghost:not([aria-disabled='true']):hover { background: hsl(var(--primary, 214 98% 60%) / 0.25); }
.sam-button-tool {
  flex-direction: column;
  gap: 2px;
  height: auto;
  padding: 6px 2px 5px;
  border: 1px solid var(--sam-line);
  border-radius: 6px;
}
.sam-button-tool:not([aria-disabled='true']):hover { border-color: var(--sam-highlight); }
.sam-button-tool[aria-pressed='true'] {
  border-color: var(--sam-highlight);
  background: hsl(var(--highlight, 191 74% 63%) / 0.2);
  box-shadow: inset 0 0 0 1px var(--sam-highlight);
}

.sam-status { min-height: 84px; padding: 8px 10px; }
.sam-status-line { display: flex; align-items: center; gap: 8px; }
.sam-status-detail { min-height: 50px; padding: 2px 0 0 16px; color: var(--sam-muted); font-size: 12px; line-height: 16px; }
.sam-status-line > button { height: 18px; margin-left: auto; }
.sam-status [aria-expanded='true'] { background: var(--sam-bar); }
.sam-runtime { display: flex; flex-direction: column; gap: 4px; margin: 4px 0 0 16px; padding: 6px 0 2px; border-top: 1px solid var(--sam-line); color: var(--sam-muted); font-size: 12px; line-height: 16px; }
.sam-runtime dl, .sam-runtime dd { margin: 0; }
.sam-runtime dd { text-align: right; }
.sam-runtime .sam-tier-reason { margin-bottom: 2px; text-align: left; }
.sam-runtime dd, .sam-stored { color: var(--sam-foreground); }
.sam-runtime .sam-tier-reason { color: inherit; }
.sam-runtime label { display: grid; grid-template-columns: 64px 1fr; align-items: center; gap: 6px; }
.sam-stored { display: flex; align-items: center; gap: 6px; height: 24px; }
.sam-stored > :first-child { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sam-failure-actions { display: flex; gap: 6px; }
.sam-dot { flex: none; width: 8px; height: 8px; border-radius: 50%; background: var(--sam-muted); }
.sam-dot-ready { background: var(--sam-ready); }
.sam-dot-busy { border: 2px solid var(--sam-highlight); border-top-color: transparent; background: none; animation: sam-turn 1s linear infinite; }
@keyframes sam-turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .sam-dot-busy { animation: none; } }
.sam-progress { height: 4px; margin: 6px 0 4px; border-radius: 2px; background: var(--sam-line); overflow: hidden; }
.sam-progress-bar { height: 100%; background: var(--sam-highlight); transition: width 0.2s; }

.sam-failure { display: flex; flex-direction: column; align-items: flex-start; gap: 6px; }
.sam-failure-title { display: flex; align-items: center; gap: 6px; margin-bottom: 2px; color: var(--sam-error); }
.sam-failure-title strong { font-weight: 600; }
.sam-failure p { font-size: 12px; line-height: 17px; }
.sam-failure details { color: var(--sam-muted); font-size: 11px; line-height: 15px; }
.sam-failure summary { cursor: pointer; }

.sam-target { display: flex; align-items: center; gap: 8px; height: 22px; }
.sam-swatch { flex: none; width: 12px; height: 12px; border: 1px solid hsl(var(--foreground, 0 0% 98%) / 0.5); border-radius: 50%; }
.sam-target-label { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sam-target-lock { display: inline-flex; align-items: center; gap: 3px; color: var(--sam-warning); font-size: 12px; }
.sam-target-none { min-height: 98px; }

.sam-tools { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 4px; }
.sam-tools .sam-button { min-width: 0; padding-inline: 0; font-size: 11px; }
.sam-count { display: inline-flex; gap: 8px; padding-right: 6px; white-space: nowrap; }
.sam-prompts { height: 92px; overflow: hidden auto; scrollbar-width: thin; }
.sam-prompt { display: flex; align-items: center; height: 26px; border-radius: 4px; }
.sam-prompt:hover { background: hsl(var(--primary, 214 98% 60%) / 0.2); }
.sam-prompt-select {
  display: flex;
  flex: 1;
  align-items: center;
  gap: 8px;
  min-width: 0;
  height: 26px;
  padding: 0 6px;
  border: 0;
  border-radius: 4px;
  background: none;
  color: inherit;
  font: inherit;
  text-align: left;
  cursor: pointer;
}
.sam-prompt-select[aria-pressed='true'] { background: var(--sam-bar); color: var(--sam-highlight); }

.sam-stepper { display: inline-flex; align-items: center; }
.sam-stepper > .sam-button { gap: 2px; padding: 0 2px; }
.sam-stepper > .sam-number { min-width: 36px; text-align: center; font-size: 12px; }
.sam-candidates { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 4px; }
.sam-candidate {
  display: flex;
  flex-direction: column;
  align-items: center;
  height: 42px;
  padding: 3px 0;
  border: 1px solid var(--sam-line);
  border-radius: 4px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.sam-candidate:hover { border-color: var(--sam-highlight); }
.sam-candidate[aria-checked='true'] {
  border-color: var(--sam-highlight);
  background: hsl(var(--highlight, 191 74% 63%) / 0.2);
  box-shadow: inset 0 0 0 1px var(--sam-highlight);
}
.sam-candidate-area { color: var(--sam-muted); font-size: 10px; line-height: 15px; white-space: nowrap; }
.sam-candidates-none { height: 42px; }
.sam-why { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; height: 32px; overflow: hidden; }
.sam-candidate-summary { min-height: 18px; white-space: nowrap; }
.sam-refining { display: inline-flex; align-items: center; gap: 5px; color: var(--sam-highlight); font-size: 12px; }
.sam-shown, .sam-status-model { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

.sam-commands { padding: 8px; }
.sam-command-row { display: flex; gap: 4px; align-items: center; }
.sam-command-row .sam-button-primary, .sam-command-row .sam-button-secondary:first-child { flex: 1 1 auto; }
.sam-commands .sam-hint { margin-top: 4px; }
.sam-fold { font-size: 12px; line-height: 16px; }
.sam-fold summary { cursor: pointer; color: var(--sam-muted); }
.sam-fold .sam-toggle { height: 22px; }
.sam-report-row { align-items: center; font-size: 12px; line-height: 16px; }
.sam-refused { color: var(--sam-warning); }
.sam-formats { display: grid; grid-template-columns: 1fr auto 1fr; gap: 4px 12px; white-space: nowrap; font-size: 12px; line-height: 16px; }
.sam-measurements { min-height: 64px; margin: 0; font-size: 12px; line-height: 16px; }
.sam-measurements dt { color: var(--sam-muted); }
.sam-measurements dd { margin: 0; }
.sam-view { display: flex; gap: 10px; }
.sam-view canvas { flex: none; border: 1px solid var(--sam-line); border-radius: 4px; background: #000; }
.sam-view-settings { display: flex; flex: 1; flex-direction: column; gap: 4px; min-width: 0; font-size: 12px; line-height: 16px; }
.sam-view-window { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
.sam-coding { display: flex; flex-direction: column; gap: 4px; font-size: 12px; line-height: 16px; }
.sam-coding label { display: grid; grid-template-columns: 52px 1fr; align-items: center; gap: 6px; color: var(--sam-muted); }
.sam-coding select, .sam-view select, .sam-runtime select { flex: 1; min-width: 0; height: 22px; padding: 0 2px; border: 1px solid var(--sam-line); border-radius: 4px; background: var(--sam-background); color: inherit; font: inherit; }
.sam-toggle { display: flex; align-items: center; gap: 6px; cursor: pointer; }
.sam-toggle input { margin: 0; accent-color: hsl(var(--highlight, 191 74% 63%)); }
.sam-tool-hint { min-height: 32px; }
.sam-starts { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.sam-starts > button { height: 24px; }
.sam-starts > button[aria-pressed='true'] { box-shadow: inset 0 0 0 1px var(--sam-highlight); }
.sam-save-state { display: flex; align-items: center; gap: 6px; min-height: 32px; }
.sam-save-saved { color: var(--sam-ready); }

/* Down to 900 pixels all that a mask needs, as far as its way into the volume, is seen at once. */
@media (max-height: 960px) {
  .sam-status { min-height: 70px; padding-block: 6px 2px; }
  .sam-target-none { min-height: 94px; }
  .sam-prompts { height: 52px; }
  .sam-why { height: 16px; -webkit-line-clamp: 1; }
  .sam-commands { padding-block: 4px; }
  .sam-section-body { gap: 4px; padding-block: 5px; }
}

.sam-notices { display: flex; flex: none; align-items: flex-start; }
.sam-notices > [role] { min-width: 0; }
.sam-notices > [role]:not(:empty) { flex: 1; padding: 8px; }
.sam-notices > button { margin: 6px 4px; }
.sam-notices:has(button) { border-top: 1px solid var(--sam-line); background: var(--sam-bar); }
.sam-notice { display: flex; gap: 8px; font-size: 12px; line-height: 17px; }
.sam-notice-info .sam-icon { color: var(--sam-highlight); }
.sam-notice-warning .sam-icon { color: var(--sam-warning); }
.sam-notice-error .sam-icon { color: var(--sam-error); }
.sam-propagation-row { display: flex; align-items: center; gap: 4px; height: 28px; }
.sam-propagation-progress { flex: 1; min-width: 0; height: 6px; margin-left: 4px; accent-color: var(--sam-highlight); }
.sam-propagation-status { display: flex; align-items: flex-start; justify-content: space-between; gap: 8px; height: 32px; }
.sam-propagation-status > .sam-hint { flex: 1; max-height: 32px; overflow: hidden auto; scrollbar-width: thin; }
.sam-review-row { align-items: center; height: 28px; }
.sam-folded > summary { cursor: pointer; list-style: none; }
.sam-folded > summary::-webkit-details-marker { display: none; }
.sam-folded > summary > .sam-icon { color: var(--sam-muted); }
.sam-folded[open] > summary > .sam-icon { transform: rotate(90deg); }
.sam-cleanup-kinds { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 4px; }
.sam-cleanup-kinds > .sam-button { min-width: 0; padding-inline: 2px; }
.sam-cleanup-kinds > .sam-button[aria-pressed='true'] { box-shadow: inset 0 0 0 1px var(--sam-highlight); }
.sam-cleanup-state { display: flex; flex-direction: column; gap: 6px; min-height: 168px; }
.sam-run-progress { width: 100%; height: 6px; accent-color: var(--sam-highlight); }
.sam-cleanup-sums { margin: 0; font-size: 12px; line-height: 18px; }
.sam-cleanup-sums dt { display: flex; align-items: center; gap: 6px; color: var(--sam-muted); white-space: nowrap; }
.sam-cleanup-sums dd { margin: 0; text-align: right; }
.sam-cleanup-parts { height: 66px; margin: 0; padding: 0; overflow: hidden auto; list-style: none; scrollbar-width: thin; }
.sam-cleanup-parts .sam-prompt-select { width: 100%; height: 22px; font-size: 12px; }
.sam-cleanup-parts .sam-prompt-select:hover { background: hsl(var(--primary, 214 98% 60%) / 0.2); }
.sam-thresholds { display: flex; flex-direction: column; gap: 4px; font-size: 12px; line-height: 16px; }
.sam-thresholds label { display: grid; grid-template-columns: 88px 1fr minmax(40px, max-content); align-items: center; gap: 6px; height: 22px; color: var(--sam-muted); }
.sam-thresholds input { min-width: 0; margin: 0; accent-color: var(--sam-highlight); }
.sam-thresholds select, .sam-thresholds input[type='number'] { height: 22px; padding: 0 2px; border: 1px solid var(--sam-line); border-radius: 4px; background: var(--sam-background); color: var(--sam-foreground); font: inherit; }
.sam-lesions { max-height: 176px; margin: 0; padding: 0; overflow: hidden auto; list-style: none; scrollbar-width: thin; border: 1px solid var(--sam-line); border-radius: 4px; }
.sam-lesion { display: flex; align-items: center; gap: 6px; height: 22px; padding-right: 6px; font-size: 12px; }
.sam-lesion:hover { background: hsl(var(--primary, 214 98% 60%) / 0.2); }
.sam-lesion[aria-current='true'] { background: var(--sam-bar); box-shadow: inset 2px 0 0 var(--sam-highlight); }
.sam-lesion input { margin: 0 0 0 6px; accent-color: var(--sam-highlight); }
.sam-lesion > button { display: flex; flex: 1; gap: 8px; min-width: 0; height: 22px; padding: 0; border: 0; background: none; color: inherit; font: inherit; line-height: 22px; text-align: left; white-space: nowrap; cursor: pointer; }
.sam-lesion > button > :last-child { margin-left: auto; color: var(--sam-muted); }
.sam-lesion[data-status='accepted'] > button > :last-child { color: var(--sam-ready); }
.sam-lesion[data-status='rejected'] > button { color: var(--sam-muted); text-decoration: line-through; }
.sam-lesion-burden { display: grid; grid-template-columns: 1fr auto; margin: 0; font-size: 12px; line-height: 18px; }
.sam-lesion-burden dt { color: var(--sam-muted); }
.sam-lesion-burden dd { margin: 0; text-align: right; }
.sam-lesion-check { display: flex; align-items: center; gap: 6px; color: var(--sam-muted); font-size: 12px; line-height: 16px; }
.sam-lesion-check input { margin: 0; accent-color: var(--sam-highlight); }
.sam-findings { overflow: hidden auto; scrollbar-width: thin; border-radius: 4px; }
.sam-finding { position: absolute; left: 0; right: 0; height: 40px; padding: 3px 6px 2px; border-radius: 4px; cursor: pointer; }
.sam-finding:hover { background: hsl(var(--primary, 214 98% 60%) / 0.2); }
.sam-finding[aria-selected='true'] { background: var(--sam-bar); box-shadow: inset 2px 0 0 var(--sam-highlight); }
.sam-finding[data-active='true'] { color: var(--sam-highlight); }
.sam-finding-line { display: flex; align-items: center; gap: 6px; height: 18px; white-space: nowrap; }
.sam-finding-number { min-width: 18px; color: var(--sam-muted); text-align: right; }
.sam-finding-role { padding: 0 3px; border: 1px solid currentColor; border-radius: 3px; font-size: 10px; line-height: 13px; }
.sam-finding-axes { flex: none; font-size: 12px; }
.sam-finding-candidate { color: var(--sam-warning); }
.sam-finding-accepted { color: var(--sam-muted); }
.sam-finding-reviewed { color: var(--sam-ready); }
.sam-finding-details { overflow: hidden; padding-left: 24px; color: var(--sam-muted); font-size: 11px; line-height: 16px; text-overflow: ellipsis; white-space: nowrap; }
.sam-finding-detail { display: flex; flex-direction: column; gap: 4px; font-size: 12px; line-height: 16px; }
.sam-finding-picture { align-self: flex-start; border: 1px solid var(--sam-line); border-radius: 4px; background: #000; }
.sam-finding-detail > label { display: grid; grid-template-columns: 52px 1fr; align-items: center; gap: 6px; color: var(--sam-muted); }
.sam-finding-detail > label > :last-child, .sam-findings-sort select { min-width: 0; height: 22px; padding: 0 2px; border: 1px solid var(--sam-line); border-radius: 4px; background: var(--sam-background); color: var(--sam-foreground); font: inherit; }
.sam-findings-sort, .sam-findings-sort label { align-items: center; font-size: 12px; line-height: 16px; }
.sam-findings-sort label { display: flex; gap: 6px; color: var(--sam-muted); }
.sam-panel .sam-follow-up { display: flex; flex-direction: column; gap: 6px; font-size: 12px; line-height: 16px; }
.sam-follow-up-line { display: flex; align-items: center; gap: 4px; }
.sam-follow-up-line select { flex: 1 1 0; min-width: 0; height: 22px; padding: 0 2px; border: 1px solid var(--sam-line); border-radius: 4px; background: var(--sam-background); color: var(--sam-foreground); font: inherit; }
.sam-follow-up-line .sam-target-label { flex: 1 1 0; }
.sam-follow-up-by { margin-left: auto; color: var(--sam-muted); font-size: 11px; }
.sam-follow-up [data-fate='open'] .sam-follow-up-change { color: var(--sam-warning); }
.sam-follow-up-change { color: var(--sam-muted); font-size: 11px; white-space: normal; }
.sam-follow-up-overall { font-weight: 600; }
.sam-follow-up-sums { display: flex; gap: 8px; font-size: 12px; line-height: 16px; color: var(--sam-muted); }
.sam-follow-up-sums label { display: flex; flex: 1 1 0; flex-direction: column; justify-content: flex-end; min-width: 0; }
.sam-follow-up-sums input { width: 100%; height: 22px; padding: 0 2px; border: 1px solid var(--sam-line); border-radius: 4px; background: var(--sam-background); color: var(--sam-foreground); font: inherit; }
.sam-thresholds .sam-number { text-align: right; color: var(--sam-foreground); }
`;
