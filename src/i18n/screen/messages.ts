/** How large the machine's screen is drawn. */
type ScreenScale = "fit" | "crisp" | "1" | "2";

/** What can be done with the machine's screen and its consoles, besides typing. */
export interface ScreenMessages {
  readonly tools: string;
  readonly scale: string;
  readonly scales: Record<ScreenScale, string>;
  readonly savePicture: string;
  readonly copyPicture: string;
  readonly fullscreen: string;
  readonly leaveFullscreen: string;
  readonly both: string;
  readonly readAloud: string;
  readonly readAloudHint: string;
}
