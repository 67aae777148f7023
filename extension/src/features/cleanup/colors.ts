/** Orange and blue: told apart by readers who see colours differently, too. */
export const CHANGE_COLORS = {
  removed: [255, 140, 40],
  added: [70, 190, 255],
} as const;
