/**
 * Fast drawing. Lumino draws each cell beside the picture and copies it over, one by one; for each copy the browser
 * keeps all of what it is copied from, which takes most of a second for a full window. Here the cells of a region are
 * drawn first and copied together.
 *
 * @module
 */
import {
  type CellRenderer,
  type DataGrid,
  TextRenderer,
} from "@lumino/datagrid";

/** Draws texts that stay in their cells: what is beside a cell is not cut off by a copy of its own any more. */
export class ClippedTextRenderer extends TextRenderer {
  override drawText(
    gc: Parameters<TextRenderer["drawText"]>[0],
    config: CellRenderer.CellConfig,
  ): void {
    // The grid restores what was before, after each cell.
    gc.beginPath();
    gc.rect(config.x, config.y, config.width, config.height);
    gc.clip();
    super.drawText(gc, config);
  }
}

/**
 * Lets a grid copy whole regions. Its renderers must not draw outside of their cells. A Lumino that works in another
 * way is left as it is.
 *
 * @param grid not yet drawn
 */
export function copyWholeRegions(grid: DataGrid): void {
  const inside = grid as unknown as Inside;
  const { _drawCells: draw, _blitContent: copy } = inside;
  if (typeof draw !== "function" || typeof copy !== "function") return;
  inside._drawCells = (region) => {
    let whole: Area | null = null;
    inside._blitContent = (_, x, y, width, height) => {
      if (width > 0 && height > 0) {
        whole = around(whole, { x, y, right: x + width, bottom: y + height });
      }
    };
    try {
      draw.call(grid, region);
    } finally {
      inside._blitContent = copy;
    }
    copyArea(grid, inside, whole);
  };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly bottom: number;
}

/** What is private in a DataGrid. */
interface Inside {
  readonly _buffer: HTMLCanvasElement;
  _drawCells(region: unknown): void;
  _blitContent(
    source: HTMLCanvasElement,
    x: number,
    y: number,
    width: number,
    height: number,
    toX: number,
    toY: number,
  ): void;
}

function copyArea(grid: DataGrid, inside: Inside, area: Area | null): void {
  if (area === null) return;
  const { x, y, right, bottom } = area;
  inside._blitContent.call(
    grid,
    inside._buffer,
    x,
    y,
    right - x,
    bottom - y,
    x,
    y,
  );
}

function around(area: Area | null, other: Area): Area {
  if (area === null) return other;
  return {
    x: Math.min(area.x, other.x),
    y: Math.min(area.y, other.y),
    right: Math.max(area.right, other.right),
    bottom: Math.max(area.bottom, other.bottom),
  };
}
