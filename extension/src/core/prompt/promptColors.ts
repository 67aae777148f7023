/**
 * Colours of prompts in viewport and panel. Blue against orange stays apart in every common form of
 * colour blindness; shape (plus, minus, rectangle, line) says the same without colour.
 */
export const PROMPT_COLORS = {
  include: '#4da3ff',
  exclude: '#ff9e2c',
  box: '#7fe7ff',
  scribble: '#4da3ff',
  lasso: '#7fe7ff',
} as const;
