import type { Region } from '../domain/chunk.ts';

/** A piece of text as a page draws it: points from the top left corner of the page as it is shown. */
export interface PdfRun {
  readonly text: string;
  /** Where its baseline begins. */
  readonly x: number;
  readonly y: number;
  /** Direction of its baseline in radians; 0 reads from left to right, positive turns clockwise. */
  readonly angle: number;
  readonly width: number;
  /** Font size in points. */
  readonly size: number;
  /** Extent above and below the baseline, as shares of the size. */
  readonly ascent: number;
  readonly descent: number;
  readonly rightToLeft: boolean;
  /** The document's own name for the font; bold and regular differ in it. */
  readonly font: string;
}

/** Runs that follow each other on a baseline. Coordinates are turned so that the text of the page stands upright. */
export interface PdfSegment {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  readonly size: number;
  readonly rightToLeft: boolean;
  /** Empty when several are mixed. */
  readonly font: string;
}

/** A line of a column in reading order. Cells of a table row are set apart by tabs. */
export interface PdfLine {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
  /** Empty when several are mixed. */
  readonly font: string;
  /** Where it stands on the page as it is shown. */
  readonly region: Region;
  /** Grows by one with each column, band or page: lines of different stretches do not stand below each other. */
  readonly stretch: number;
}
